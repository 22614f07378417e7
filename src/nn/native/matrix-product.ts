import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type * as tf from "../tfjs";
import { nativeOf } from "./native";
import { type Activation, activations } from "./native-module";

export interface ProductSizes {
  readonly m: number;
  readonly n: number;
  readonly depth: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * One product of a stack: out[placeOut] = activation(a[placeA] · b[placeB] + bias), for a[·] [m, depth] and b[·] [depth, n],
 * or transposed; `bias` [n].
 */
export function matrixProduct(
  backend: BackendWasm,
  a: tf.TensorInfo,
  placeA: number,
  b: tf.TensorInfo,
  placeB: number,
  bias: tf.TensorInfo | null,
  out: tf.TensorInfo,
  placeOut: number,
  { m, n, depth, transposeA, transposeB }: ProductSizes,
  activation: Activation,
): void {
  if (m === 0 || n === 0) return;
  const { functions, address, scratch } = nativeOf(backend);
  // Room first: an allocation may move the memory, and with it the views that give the addresses.
  const room = scratch(functions.matrixProductScratch(n, depth));
  functions.matrixProduct(
    address(a) + 4 * placeA * m * depth,
    address(b) + 4 * placeB * depth * n,
    address(out) + 4 * placeOut * m * n,
    bias ? address(bias) : 0,
    m,
    n,
    depth,
    Number(transposeA),
    Number(transposeB),
    activations[activation],
    0,
    m,
    0,
    n,
    room,
  );
}
