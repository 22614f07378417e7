import wasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import wasmSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import wasmThreadedSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import type { BackendName, BackendReport } from "../core/backend-report";
import { openBackend, type WasmPaths } from "./backend";
import * as tf from "./tfjs";

const inBrowser = typeof window !== "undefined";

/**
 * The backends on which a parity test (x.parity.test.ts) runs: in Node those that need no browser; in Chromium, where the
 * same files run once more, WebGPU and the wasm backend as a browser loads it.
 */
export const testedBackends: readonly BackendName[] = inBrowser ? ["wasm", "webgpu"] : ["cpu", "wasm"];

/** Where the wasm binaries lie when tests run in Node. */
export function wasmPathsInNode(): WasmPaths {
  // Not an import: this file is loaded by the browser too.
  const { resolve } = process.getBuiltinModule("node:module").createRequire(import.meta.url);
  const path = (name: string) => resolve(`@tensorflow/tfjs-backend-wasm/dist/${name}`);
  return {
    "tfjs-backend-wasm.wasm": path("tfjs-backend-wasm.wasm"),
    "tfjs-backend-wasm-simd.wasm": path("tfjs-backend-wasm-simd.wasm"),
    "tfjs-backend-wasm-threaded-simd.wasm": path("tfjs-backend-wasm-threaded-simd.wasm"),
  };
}

function wasmPathsInBrowser(): WasmPaths {
  return {
    "tfjs-backend-wasm.wasm": wasm,
    "tfjs-backend-wasm-simd.wasm": wasmSimd,
    "tfjs-backend-wasm-threaded-simd.wasm": wasmThreadedSimd,
  };
}

/** Puts `backend` in force for the tests that follow. */
export async function startBackend(backend: BackendName): Promise<BackendReport> {
  const report = await openBackend(backend, inBrowser ? wasmPathsInBrowser() : wasmPathsInNode());
  if (report.backend !== backend) throw new Error(report.reason);
  if (backend === "webgpu") {
    // Left on, tfjs would compute what is smaller than 1,000 values on the processor, and a small test would reach no shader.
    tf.env().set("WEBGPU_CPU_FORWARD", false);
    // A fault in a shader or its buffers throws nothing: the results are zeros, and only this event tells.
    const { device } = tf.backend() as unknown as { readonly device: GPUDevice };
    device.onuncapturederror = ({ error }) => {
      // The others follow from the first.
      device.onuncapturederror = null;
      reportError(new Error(`WebGPU: ${error.message}`));
    };
  }
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

/** A loss at `x`, laid out as `shape`: its value, its gradient by tfjs, and the one that finite differences of `step` find. */
export async function lossFigures<T extends tf.Tensor>(
  x: readonly number[],
  shape: number[],
  loss: (x: T) => tf.Scalar,
  step?: number,
): Promise<{ readonly value: number; readonly gradient: number[]; readonly numeric: number[] }> {
  const at = async (values: ArrayLike<number>) =>
    (await take(tf.tidy(() => loss(tf.tensor(Float32Array.from(values), shape) as T))))[0];
  const gradient = await take(tf.tidy(() => tf.grad((t: tf.Tensor) => loss(t as T))(tf.tensor([...x], shape))));
  return { value: await at(x), gradient, numeric: await numericGradient(x, at, step) };
}

/** What finite differences of `step` find for each of `variables`, one value of them moved at a time, and put back. */
export async function numericGradients(
  variables: Readonly<Record<string, tf.Variable>>,
  value: () => Promise<number>,
  step?: number,
): Promise<Record<string, number[]>> {
  const found: Record<string, number[]> = {};
  for (const [name, variable] of Object.entries(variables)) {
    const start = Array.from(await variable.data());
    const assign = (values: ArrayLike<number>) =>
      tf.tidy(() => variable.assign(tf.tensor(Float32Array.from(values), variable.shape)));
    const at = (values: Float32Array) => {
      assign(values);
      return value();
    };
    found[name] = await numericGradient(start, at, step);
    assign(start);
  }
  return found;
}

/** The gradient of a loss to each of `variables`, by tfjs and by finite differences of `step`. */
export async function variableFigures(
  variables: Readonly<Record<string, tf.Variable>>,
  loss: () => tf.Scalar,
  step?: number,
): Promise<Record<string, { readonly gradient: number[]; readonly numeric: number[] }>> {
  const grads = tf.tidy(() => tf.variableGrads(loss, Object.values(variables)).grads);
  const value = async () => (await take(tf.tidy(loss)))[0];
  const numeric = await numericGradients(variables, value, step);
  const figures: Record<string, { readonly gradient: number[]; readonly numeric: number[] }> = {};
  for (const [name, variable] of Object.entries(variables))
    figures[name] = { gradient: await take(grads[variable.name]), numeric: numeric[name] };
  return figures;
}
