import { setFlagsFromString } from "node:v8";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeThreads } from "../../cli/node-threads";
import { Rng } from "../../core/rng";
import { runJob } from "./job";
import type { Native } from "./native";
import { compileNativeModule, type NativeFunctions } from "./native-module";
import { startThreads, type Thread } from "./threads";

/** Room enough for every case below: 1,024 pages are 64 MiB. */
const pages = 1024;
const firstFree = 4096;
const jobAt = 1024;
const notesAt = 1280;

/** Our kernels on a memory of their own, without tfjs. */
class Bench {
  readonly native: Native;
  readonly #memory: WebAssembly.Memory;
  #top = firstFree;

  constructor(functions: NativeFunctions, memory: WebAssembly.Memory, threads: number) {
    this.#memory = memory;
    const room = this.allocate(2 ** 21);
    this.native = {
      functions,
      memory,
      threads,
      address: () => 0,
      scratch: () => room,
      notes: notesAt,
      job: jobAt,
    };
    this.#kept = this.#top;
  }

  readonly #kept: number;

  /** Address of `count` floats. */
  allocate(count: number): number {
    const at = this.#top;
    this.#top += Math.ceil(count / 16) * 64;
    if (this.#top > pages * 65536) throw new Error("the test's memory is too small");
    return at;
  }

  put(values: Float32Array): number {
    const at = this.allocate(values.length);
    new Float32Array(this.#memory.buffer, at, values.length).set(values);
    return at;
  }

  take(at: number, count: number): number[] {
    return [...new Float32Array(this.#memory.buffer, at, count)];
  }

  reset(): void {
    this.#top = this.#kept;
  }
}

const variants = [
  { name: "one thread", relaxed: false, threads: 1 },
  { name: "three threads", relaxed: false, threads: 3 },
  { name: "one thread, fused multiply-add", relaxed: true, threads: 1 },
  { name: "three threads, fused multiply-add", relaxed: true, threads: 3 },
];
const benches = new Map<string, Bench>();
const threads: Thread[] = [];

beforeAll(async () => {
  // Node 20 has it behind this flag; later ones know neither the flag nor the need for it.
  if (process.versions.v8.startsWith("11.3.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
  for (const { name, relaxed, threads: count } of variants) {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: count > 1 });
    const module = await compileNativeModule(memory, relaxed);
    const instance = await WebAssembly.instantiate(module, { env: { memory } });
    const started = await startThreads(nodeThreads(count), { module, memory, job: jobAt });
    expect(started).toHaveLength(count - 1);
    threads.push(...started);
    benches.set(name, new Bench(instance.exports as unknown as NativeFunctions, memory, count));
  }
});
afterAll(() => {
  for (const thread of threads) thread.terminate();
});

const rng = Rng.fromSeed("native kernels");
const draw = (count: number) => Float32Array.from({ length: count }, () => rng.between(-1, 1));
const bits = (values: readonly number[]) => [...new Int32Array(Float32Array.from(values).buffer)];

/** Runs `work` on every variant; threads must not change a bit, and the results are those of `expected` in double precision. */
function compare(work: (bench: Bench) => number[], expected: readonly number[], tolerance: number): void {
  const results = variants.map(({ name }) => {
    const bench = benches.get(name);
    if (!bench) throw new Error(`no bench ${name}`);
    bench.reset();
    return work(bench);
  });
  let worst = 0;
  for (const result of results) for (const [i, value] of result.entries()) worst = Math.max(worst, Math.abs(value - expected[i]));
  expect(results[0]).toHaveLength(expected.length);
  // A NaN anywhere makes `worst` NaN, which this refuses too.
  expect(worst).toBeLessThan(tolerance);
  expect(bits(results[1])).toEqual(bits(results[0]));
  expect(bits(results[3])).toEqual(bits(results[2]));
}

describe("a product of matrices", () => {
  it.each([
    [1, 1, 1],
    [5, 9, 3],
    [4, 8, 16],
    [37, 17, 401],
    [260, 33, 130],
    [33, 260, 130],
    [97, 385, 70],
  ])("%i x %i, depth %i: any transposition, bias, ReLU", (m, n, depth) => {
    for (const [transposeA, transposeB, relu] of [
      [false, false, false],
      [true, false, true],
      [false, true, false],
      [true, true, true],
    ]) {
      const [a, b, bias] = [draw(m * depth), draw(depth * n), draw(n)];
      const expected: number[] = [];
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = bias[j];
          for (let p = 0; p < depth; p++) {
            sum += a[transposeA ? p * m + i : i * depth + p] * b[transposeB ? j * depth + p : p * n + j];
          }
          expected.push(relu ? Math.max(0, sum) : sum);
        }
      }
      for (const kind of ["productRows", "productCols"] as const) {
        const product = (bench: Bench) => {
          const [left, right, biasAt, out] = [bench.put(a), bench.put(b), bench.put(bias), bench.allocate(m * n)];
          const rows = kind === "productRows";
          runJob(bench.native, {
            kind,
            count: rows ? m : n,
            grain: rows ? 4 : 8,
            work: Number.POSITIVE_INFINITY,
            scratchBytes: bench.native.functions.matrixProductScratch(n, depth),
            args: [left, right, out, biasAt, m, n, depth, Number(transposeA), Number(transposeB), Number(relu)],
          });
          return bench.take(out, m * n);
        };
        compare(product, expected, 1e-4);
      }
    }
  });
});

/** A picture of the sizes that a layer has, and the job of each of its three passes. */
const g = { batch: 6, height: 9, width: 7, inChannels: 4, side: 3, stride: 2, outChannels: 10, outHeight: 5, outWidth: 4 };
const patch = g.side * g.side * g.inChannels;
const places = g.batch * g.outHeight * g.outWidth;

describe("the passes of a convolution", () => {
  const images = draw(g.batch * g.height * g.width * g.inChannels);
  const filter = draw(patch * g.outChannels);
  const dy = draw(places * g.outChannels);
  const bias = draw(g.outChannels);

  /** Calls `visit` for every pair of an input and an output value that the filter joins, by their places in the lists. */
  function visitAll(visit: (image: number, weight: number, output: number) => void): void {
    for (let place = 0; place < places; place++) {
      const [b, oy, ox] = [
        Math.floor(place / (g.outHeight * g.outWidth)),
        Math.floor(place / g.outWidth) % g.outHeight,
        place % g.outWidth,
      ];
      for (let k = 0; k < patch; k++) {
        const fy = Math.floor(k / (g.side * g.inChannels));
        const y = oy * g.stride - 1 + fy;
        const x = ox * g.stride - 1 + (Math.floor(k / g.inChannels) % g.side);
        if (y < 0 || y >= g.height || x < 0 || x >= g.width) continue;
        const image = ((b * g.height + y) * g.width + x) * g.inChannels + (k % g.inChannels);
        for (let o = 0; o < g.outChannels; o++) visit(image, k * g.outChannels + o, place * g.outChannels + o);
      }
    }
  }

  function writeGeometry({ native }: Bench): void {
    const { height, width, inChannels, outHeight, outWidth, outChannels, side, stride } = g;
    const values = [height, width, inChannels, outHeight, outWidth, outChannels, side, side, stride, stride, 1, 1];
    new Int32Array(native.memory.buffer, native.notes, 12).set(values);
  }

  it("forward, with bias and ReLU", () => {
    const expected = Array.from({ length: dy.length }, (_, i) => bias[i % g.outChannels]);
    visitAll((image, weight, output) => {
      expected[output] += images[image] * filter[weight];
    });
    const pass = (bench: Bench) => {
      writeGeometry(bench);
      const [x, w, b, out] = [bench.put(images), bench.put(filter), bench.put(bias), bench.allocate(dy.length)];
      const { functions, notes } = bench.native;
      runJob(bench.native, {
        kind: "convolutionPositions",
        count: places,
        grain: 4,
        work: Number.POSITIVE_INFINITY,
        scratchBytes: functions.convolutionScratch(notes),
        args: [x, w, b, out, notes, 1],
      });
      return bench.take(out, dy.length);
    };
    compare(
      pass,
      expected.map((value) => Math.max(0, value)),
      1e-4,
    );
  });

  it("gradient to the filter", () => {
    const expected = new Array<number>(filter.length).fill(0);
    visitAll((image, weight, output) => {
      expected[weight] += images[image] * dy[output];
    });
    const pass = (bench: Bench) => {
      writeGeometry(bench);
      const [x, slope, out] = [bench.put(images), bench.put(dy), bench.allocate(filter.length)];
      const { functions, notes } = bench.native;
      runJob(bench.native, {
        kind: "filterGradientRows",
        count: patch,
        grain: 4,
        work: Number.POSITIVE_INFINITY,
        scratchBytes: functions.filterGradientScratch(notes, g.batch),
        args: [x, slope, out, notes, g.batch],
      });
      return bench.take(out, filter.length);
    };
    compare(pass, expected, 1e-4);
  });

  it("gradient to the images", () => {
    const expected = new Array<number>(images.length).fill(0);
    visitAll((image, weight, output) => {
      expected[image] += filter[weight] * dy[output];
    });
    const pass = (bench: Bench) => {
      writeGeometry(bench);
      const [slope, w, out] = [bench.put(dy), bench.put(filter), bench.allocate(images.length)];
      const { functions, notes } = bench.native;
      runJob(bench.native, {
        kind: "inputGradientImages",
        count: g.batch,
        grain: 1,
        work: Number.POSITIVE_INFINITY,
        scratchBytes: functions.inputGradientScratch(notes),
        args: [slope, w, out, 0, notes, 0],
      });
      return bench.take(out, images.length);
    };
    compare(pass, expected, 1e-4);
  });
});

it("the rows of a sparse product, some of them empty", () => {
  const [rows, cols, width] = [70, 41, 45];
  const x = draw(cols * width);
  const starts = Int32Array.from({ length: rows + 1 }, (_, r) => Math.floor((r * r) / 20));
  const columns = Int32Array.from({ length: starts[rows] }, () => rng.integer(cols));
  const values = draw(starts[rows]);
  const expected = new Array<number>(rows * width).fill(0);
  for (let r = 0; r < rows; r++)
    for (let e = starts[r]; e < starts[r + 1]; e++)
      for (let c = 0; c < width; c++) expected[r * width + c] += values[e] * x[columns[e] * width + c];
  const product = (bench: Bench) => {
    const put = (list: Int32Array) => bench.put(new Float32Array(list.buffer));
    const out = bench.allocate(rows * width);
    runJob(bench.native, {
      kind: "sparseRows",
      count: rows,
      grain: 4,
      work: Number.POSITIVE_INFINITY,
      scratchBytes: 0,
      args: [put(starts), put(columns), bench.put(x), out, bench.put(values), width],
    });
    return bench.take(out, rows * width);
  };
  compare(product, expected, 1e-4);
});

it("jobs of few parts and of many, one right after the other, lose no part and do none twice", () => {
  const bench = benches.get("three threads");
  if (!bench) throw new Error("no bench");
  bench.reset();
  const [m, n, depth] = [48, 24, 30];
  const [left, right, out] = [bench.put(draw(m * depth)), bench.put(draw(depth * n)), bench.allocate(m * n)];
  const job = (grain: number) =>
    ({
      kind: "productRows",
      count: m,
      grain,
      work: Number.POSITIVE_INFINITY,
      scratchBytes: bench.native.functions.matrixProductScratch(n, depth),
      args: [left, right, out, 0, m, n, depth, 0, 0, 0],
    }) as const;
  runJob(bench.native, job(4));
  const first = bits(bench.take(out, m * n)).join();
  let wrong = 0;
  for (let i = 0; i < 4000; i++) {
    new Float32Array(bench.native.memory.buffer, out, m * n).fill(Number.NaN);
    runJob(bench.native, job(i % 2 === 0 ? 24 : 8));
    if (i % 16 < 2 && bits(bench.take(out, m * n)).join() !== first) wrong += 1;
  }
  expect(wrong).toBe(0);
});
