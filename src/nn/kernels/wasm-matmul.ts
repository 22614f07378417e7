import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { matrixProduct } from "../native/matrix-product";
import type { Activation } from "../native/native-module";
import * as tf from "../tfjs";
import { replaceWasmKernel } from "./wasm-heap";

interface MatMulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}
interface FusedAttributes extends MatMulAttributes {
  readonly activation: string;
}

/**
 * Matrix product for the wasm backend by our own kernel. The original takes XNNPACK only where neither side is transposed; every
 * gradient of a dense layer has a transposed side and falls to a naive loop. Ours packs both forms at the same cost.
 */
export function registerWasmMatMul(): void {
  replaceWasmKernel(tf.BatchMatMul, () => ({ inputs, backend, attrs }) => {
    const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    return product(backend as BackendWasm, a, b, null, attrs as unknown as MatMulAttributes, "linear");
  });
  replaceWasmKernel(tf._FusedMatMul, (original) => (call) => {
    const { a, b, bias } = call.inputs as { a: tf.TensorInfo; b: tf.TensorInfo; bias?: tf.TensorInfo };
    const attributes = call.attrs as unknown as FusedAttributes;
    const { activation } = attributes;
    if (activation !== "linear" && activation !== "relu") {
      if (!original) throw new Error(`the wasm backend has no product with ${activation}`);
      return original.kernelFunc(call);
    }
    return product(call.backend as BackendWasm, a, b, bias ?? null, attributes, activation);
  });
}

/** activation(a · b + bias) for a [...batch, m, depth] and b [...batch, depth, n], each transposed when asked. */
function product(
  backend: BackendWasm,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  bias: tf.TensorInfo | null,
  { transposeA, transposeB }: MatMulAttributes,
  activation: Activation,
): tf.TensorInfo {
  if (a.dtype !== "float32" || b.dtype !== "float32") {
    throw new Error(`The wasm backend multiplies float32 matrices only, got ${a.dtype} and ${b.dtype}; cast them first.`);
  }
  const [rowsA, colsA] = a.shape.slice(-2);
  const [rowsB, colsB] = b.shape.slice(-2);
  const [m, depth] = transposeA ? [colsA, rowsA] : [rowsA, colsA];
  const n = transposeB ? rowsB : colsB;
  if (bias && tf.util.sizeFromShape(bias.shape) !== n) {
    throw new Error(`The bias of a product with ${n} columns must have ${n} values, got [${bias.shape.join(", ")}].`);
  }
  const batchA = a.shape.slice(0, -2);
  const batchB = b.shape.slice(0, -2);
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const out = backend.makeOutput([...batch, m, n], "float32");
  const products = tf.util.sizeFromShape(batch);
  const sizes = { m, n, depth, transposeA, transposeB };
  for (let i = 0; i < products; i++) {
    matrixProduct(backend, a, place(i, batch, batchA), b, place(i, batch, batchB), bias, out, i, sizes, activation);
  }
  return out;
}

/** Which matrix of a stack with the shape `own` takes part in product `index` of a stack with the broadcast shape `all`. */
function place(index: number, all: readonly number[], own: readonly number[]): number {
  let at = 0;
  let step = 1;
  for (let axis = all.length - 1, rest = index; axis >= 0; axis--) {
    const size = own[axis - all.length + own.length] ?? 1;
    if (size > 1) at += (rest % all[axis]) * step;
    step *= size;
    rest = Math.floor(rest / all[axis]);
  }
  return at;
}
