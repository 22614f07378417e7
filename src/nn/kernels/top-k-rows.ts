import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { nativeOf } from "../native/native";
import * as tf from "../tfjs";
import { wasmBackend } from "./wasm-heap";
import { webgpuBackend } from "./webgpu-program";
import { mostKOnGpu, packedSmallestOnGpu } from "./webgpu-top-k-rows";

export interface SmallestOfRows {
  /** [rows, k], ascending. */
  readonly values: tf.Tensor2D;
  /** [rows, k] int32 columns; the lower one first among equal values. */
  readonly indices: tf.Tensor2D;
}

/**
 * The k smallest values of each row of x [rows, cols] and their columns. Values must be finite. On webgpu one program for
 * k ≤ 64, and tfjs's own sort of whole rows beyond. Throws a sentence where a row has no k values.
 */
export function smallestOfRows(x: tf.Tensor2D, k: number): SmallestOfRows {
  checkK(x, k);
  const wasm = wasmBackend();
  if (wasm) return smallestOnWasm(wasm, x, k);
  const gpu = webgpuBackend();
  if (!gpu || k > mostKOnGpu || x.shape[0] === 0) return smallestBySort(x, k);
  return tf.tidy(() => {
    const packed = packedSmallestOnGpu(gpu, x, k);
    const half = (from: number) => tf.slice(packed, [0, from], [-1, k]);
    return { values: half(0), indices: tf.cast(half(k), "int32") };
  });
}

/** The same in one tensor, [rows, 2k]: values, then columns as numbers (exact up to 2^24). One read brings both to the host. */
export function packedSmallest(x: tf.Tensor2D, k: number): tf.Tensor2D {
  checkK(x, k);
  const gpu = webgpuBackend();
  if (gpu && k <= mostKOnGpu && x.shape[0] > 0) return packedSmallestOnGpu(gpu, x, k);
  return tf.tidy(() => {
    const { values, indices } = smallestOfRows(x, k);
    return tf.concat([values, tf.cast(indices, "float32")], 1);
  });
}

function checkK({ shape: [rows, cols] }: tf.Tensor2D, k: number): void {
  if (Number.isInteger(k) && k >= 1 && k <= cols) return;
  throw new Error(`smallestOfRows: k must be a whole number from 1 to the ${cols} columns of [${rows}, ${cols}], got ${k}.`);
}

function smallestBySort(x: tf.Tensor2D, k: number): SmallestOfRows {
  return tf.tidy(() => {
    const { values, indices } = tf.topk(tf.neg(x), k);
    return { values: tf.neg(values), indices };
  });
}

function smallestOnWasm(backend: BackendWasm, x: tf.Tensor2D, k: number): SmallestOfRows {
  const { functions, address } = nativeOf(backend);
  const [rows, cols] = x.shape;
  const values = backend.makeOutput([rows, k], "float32");
  const indices = backend.makeOutput([rows, k], "int32");
  if (rows > 0) functions.smallestOfRows(address(x), rows, cols, k, address(values), address(indices));
  const tensor = (info: tf.TensorInfo) => tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor2D;
  return { values: tensor(values), indices: tensor(indices) };
}
