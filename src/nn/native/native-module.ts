import { modules } from "virtual:native-kernels";

/** What a finished product goes through: assembly/finish.ts. */
export const activations = { linear: 0, relu: 1 } as const;
export type Activation = keyof typeof activations;

/** The functions of assembly/, with the addresses of tensors in bytes. Their docstrings stand there. */
export interface NativeFunctions {
  matrixProductScratch(cols: number, depth: number): number;
  convolutionScratch(geometry: number): number;
  filterGradientScratch(geometry: number, batch: number): number;
  inputGradientScratch(geometry: number): number;
  runJob(job: number): void;
  runJobAlone(job: number): void;
  sumMiddleScratch(inner: number): number;
  sumMiddle(x: number, out: number, outer: number, middle: number, inner: number, factor: number, scratch: number): void;
  reluGradient(dy: number, y: number, out: number, count: number): void;
  leakyRelu(x: number, out: number, count: number, slope: number): void;
  leakyReluGradient(dy: number, y: number, out: number, count: number, slope: number): void;
  batchNormalisationScratch(cols: number): number;
  normaliseByBatch(
    x: number,
    scale: number,
    shift: number,
    out: number,
    mean: number,
    variance: number,
    slope: number,
    rows: number,
    cols: number,
    epsilon: number,
    scratch: number,
  ): void;
  batchNormalisationGradient(
    dy: number,
    x: number,
    scale: number,
    mean: number,
    slope: number,
    dx: number,
    dScale: number,
    dShift: number,
    rows: number,
    cols: number,
    scratch: number,
  ): void;
  adamUpdate(
    w: number,
    g: number,
    m: number,
    v: number,
    out: number,
    count: number,
    beta1: number,
    fresh1: number,
    beta2: number,
    fresh2: number,
    kept: number,
    rate: number,
    correction: number,
    epsilon: number,
  ): void;
  averagePoolGradient(dy: number, dx: number, geometry: number, batch: number): void;
  maxPoolGradient(x: number, dy: number, dx: number, geometry: number, batch: number): void;
  depthwiseInputGradient(dy: number, w: number, dx: number, geometry: number, batch: number): void;
  depthwiseFilterGradient(x: number, dy: number, dw: number, geometry: number, batch: number): void;
  gatherImages(
    pixels: number,
    levels: number,
    first: number,
    last: number,
    indices: number,
    count: number,
    transforms: number,
    out: number,
    height: number,
    width: number,
    channels: number,
  ): void;
  warpImages(pixels: number, field: number, out: number, count: number, height: number, width: number, channels: number): void;
  segmentSum(x: number, ids: number, sums: number, count: number, width: number, segments: number): void;
  pairwiseDistancesScratch(m: number, depth: number): number;
  pairwiseDistances(a: number, b: number, out: number, n: number, m: number, depth: number, scratch: number): void;
  weightedDifferences(
    w: number,
    rowStep: number,
    colStep: number,
    a: number,
    b: number,
    out: number,
    n: number,
    m: number,
    depth: number,
  ): void;
  smallestOfRows(x: number, rows: number, cols: number, k: number, values: number, columns: number): void;
  setSearchPoints(
    cols: number,
    depth: number,
    product: number,
    panels: number,
    rows: number,
    scales: number,
    displacement: number,
    growth: number,
    absolute: number,
  ): void;
  setSearchBlock(
    k: number,
    panels: number,
    rows: number,
    scales: number,
    bases: number,
    bounds: number,
    squares: number,
    indices: number,
    tile: number,
  ): void;
  startSearchBlock(count: number, first: number): void;
  scanPanels(panel: number, panelEnd: number, most: number): number;
  workDone(): number;
}

/** Whether threads can work on `memory` together. */
export function isShared({ buffer }: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;
}

let relaxedSimd: boolean | null = null;

/** Whether this engine has relaxed SIMD: Chromium since 114, Node since 21 (or behind a flag that the command sets). */
export function hasRelaxedSimd(): boolean {
  relaxedSimd ??= WebAssembly.validate(bytesOf(modules.relaxed));
  return relaxedSimd;
}

/** Our kernels for `memory`, which is shared or not; the fastest variant that runs here unless one is named. */
export function compileNativeModule(
  memory: WebAssembly.Memory,
  relaxed: boolean = hasRelaxedSimd(),
): Promise<WebAssembly.Module> {
  const variant = isShared(memory) ? (relaxed ? "sharedRelaxed" : "sharedSimd") : relaxed ? "relaxed" : "simd";
  return WebAssembly.compile(bytesOf(modules[variant]));
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
