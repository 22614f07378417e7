import { setFlagsFromString } from "node:v8";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeThreads } from "../../cli/node-threads";
import { Rng } from "../../core/rng";
import { runJob } from "./job";
import type { Native } from "./native";
import { compileNativeModule, hasRelaxedSimd, type NativeFunctions } from "./native-module";
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
const helpers: Thread[] = [];

beforeAll(async () => {
  // Node 20 has it behind this flag; later ones know neither the flag nor the need for it.
  if (process.versions.v8.startsWith("11.3.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
  expect(hasRelaxedSimd()).toBe(true);
  for (const { name, relaxed, threads } of variants) {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: threads > 1 });
    const module = await compileNativeModule(memory, relaxed);
    const instance = await WebAssembly.instantiate(module, { env: { memory } });
    const started = await startThreads(nodeThreads(threads), { module, memory, job: jobAt });
    expect(started).toHaveLength(threads - 1);
    helpers.push(...started);
    benches.set(name, new Bench(instance.exports as unknown as NativeFunctions, memory, threads));
  }
});
afterAll(() => {
  for (const thread of helpers) thread.terminate();
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

it("a thread that is busy elsewhere holds up nobody: a thousand short jobs one after another are right", () => {
  const bench = benches.get("three threads");
  if (!bench) throw new Error("no bench");
  bench.reset();
  const [a, b] = [draw(40 * 30), draw(30 * 24)];
  const [left, right, out] = [bench.put(a), bench.put(b), bench.allocate(40 * 24)];
  const job = {
    kind: "productRows",
    count: 40,
    grain: 4,
    work: Number.POSITIVE_INFINITY,
    scratchBytes: bench.native.functions.matrixProductScratch(24, 30),
    args: [left, right, out, 0, 40, 24, 30, 0, 0, 0],
  } as const;
  runJob(bench.native, job);
  const first = bits(bench.take(out, 40 * 24));
  let wrong = 0;
  for (let i = 0; i < 1000; i++) {
    new Float32Array(bench.native.memory.buffer, out, 40 * 24).fill(Number.NaN);
    runJob(bench.native, job);
    if (bits(bench.take(out, 40 * 24)).join() !== first.join()) wrong += 1;
  }
  expect(wrong).toBe(0);
});
