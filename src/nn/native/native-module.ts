import modules from "virtual:native-kernels";

/** What a finished product goes through: assembly/finish.ts. */
export const activations = { linear: 0, relu: 1 } as const;
export type Activation = keyof typeof activations;

/** The functions of assembly/, with the addresses of tensors in bytes. Their docstrings stand there. */
export interface NativeFunctions {
  matrixProductScratch(cols: number, depth: number): number;
  matrixProduct(
    a: number,
    b: number,
    c: number,
    bias: number,
    m: number,
    n: number,
    depth: number,
    leftTransposed: number,
    rightTransposed: number,
    activation: number,
    row: number,
    rowEnd: number,
    col: number,
    colEnd: number,
    scratch: number,
  ): void;
}

/** Whether this engine has relaxed SIMD: Chromium since 114, Node since 21 (or behind a flag that the command sets). */
export const hasRelaxedSimd = (): boolean => WebAssembly.validate(bytesOf(modules.relaxed));

/** Our kernels on `memory`, which is shared or not; the fastest variant that runs here unless one is named. */
export async function openNativeModule(
  memory: WebAssembly.Memory,
  relaxed: boolean = hasRelaxedSimd(),
): Promise<NativeFunctions> {
  const shared = typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
  const variant = shared ? (relaxed ? "sharedRelaxed" : "sharedSimd") : relaxed ? "relaxed" : "simd";
  const { instance } = await WebAssembly.instantiate(bytesOf(modules[variant]), { env: { memory } });
  return instance.exports as unknown as NativeFunctions;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
