import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type * as tf from "../tfjs";
import { runJob } from "./job";
import { nativeOf } from "./native";
import { type Activation, activations } from "./native-module";

/** Of the tile that is computed at once (assembly/tile.ts): parts of a product that are multiples of it waste nothing. */
const tileRows = 4;
const tileCols = 8;

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
  const native = nativeOf(backend);
  const { functions, address } = native;
  const rows = m > n;
  runJob(native, {
    kind: rows ? "productRows" : "productCols",
    count: rows ? m : n,
    grain: rows ? tileRows : tileCols,
    work: m * n * depth,
    scratchBytes: functions.matrixProductScratch(n, depth),
    args: [
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
    ],
  });
}
