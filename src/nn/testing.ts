import { createRequire } from "node:module";
import type { BackendName, BackendReport } from "../core/backend-report";
import { openBackend, type WasmPaths } from "./backend";
import type * as tf from "./tfjs";

/** Where the wasm binaries lie when tests run in Node. */
export function wasmPathsInNode(): WasmPaths {
  const { resolve } = createRequire(import.meta.url);
  const path = (name: string) => resolve(`@tensorflow/tfjs-backend-wasm/dist/${name}`);
  return {
    "tfjs-backend-wasm.wasm": path("tfjs-backend-wasm.wasm"),
    "tfjs-backend-wasm-simd.wasm": path("tfjs-backend-wasm-simd.wasm"),
    "tfjs-backend-wasm-threaded-simd.wasm": path("tfjs-backend-wasm-threaded-simd.wasm"),
  };
}

/** Puts `backend` in force for the tests that follow. */
export async function startBackend(backend: BackendName): Promise<BackendReport> {
  const report = await openBackend(backend, wasmPathsInNode());
  if (report.backend !== backend) throw new Error(report.reason);
  return report;
}

/** Values of a tensor as a list, the tensor disposed. */
export async function take(tensor: tf.Tensor): Promise<number[]> {
  const values = Array.from(await tensor.data());
  tensor.dispose();
  return values;
}

/** The largest difference between two lists, relative to the largest value of the second. */
export function relativeError(got: readonly number[], expected: readonly number[]): number {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY;
  const scale = Math.max(1e-6, ...expected.map(Math.abs));
  return Math.max(0, ...got.map((value, i) => Math.abs(value - expected[i]))) / scale;
}

/** Central finite differences of a scalar function of `x`, one value at a time, in double precision outside the tensors. */
export async function numericGradient(
  x: readonly number[],
  f: (values: Float32Array) => Promise<number>,
  step = 1e-2,
): Promise<number[]> {
  const gradient: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const up = Float32Array.from(x);
    const down = Float32Array.from(x);
    up[i] += step;
    down[i] -= step;
    gradient.push(((await f(up)) - (await f(down))) / (up[i] - down[i]));
  }
  return gradient;
}
