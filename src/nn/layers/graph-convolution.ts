import type { Rng } from "../../core/rng";
import { glorotUniform } from "../initialisers";
import { type ResidentSparse, sparseProduct } from "../kernels/sparse-product";
import type { Activation } from "../native/native-module";
import * as tf from "../tfjs";
import { createVariable } from "../variables";
import { fusedDense } from "./fused";

/**
 * One graph convolution act(A x W) (Kipf and Welling 2017, eq. 2), in three steps of which only the second looks beyond a row:
 * `before` each row, the product with A, `after` each row. Of A (x W) and (A x) W it takes the one with the narrower product
 * with A, so one of `before` and `after` is little or nothing.
 */
export interface GraphConvolution {
  readonly inputs: number;
  readonly outputs: number;
  /** Multiply-adds of one node's row, those with A left out. */
  readonly work: number;
  /** Columns of what A is multiplied with: the smaller of `inputs` and `outputs`. */
  readonly width: number;
  readonly variables: { readonly weights: tf.Variable };
  /** x [b, inputs] → [b, width], row by row. */
  before(x: tf.Tensor2D): tf.Tensor2D;
  /** A before(x) [b, width] → [b, outputs], row by row. */
  after(aggregated: tf.Tensor2D): tf.Tensor2D;
  /** x [n, inputs], A [n, n] → act(A x W) [n, outputs] */
  apply(adjacency: ResidentSparse, x: tf.Tensor2D): tf.Tensor2D;
}

/** Glorot start, no bias, as in SDCN and VGDCN. The caller disposes the weights [inputs, outputs]. */
export function graphConvolution(inputs: number, outputs: number, activation: Activation, rng: Rng): GraphConvolution {
  const weights = createVariable(glorotUniform(inputs * outputs, inputs, outputs, rng), [inputs, outputs]);
  const weighsFirst = outputs < inputs;
  // Bias is what the fused kernel asks for; a constant zero costs no gradient.
  const product = (x: tf.Tensor2D, act: Activation) => fusedDense(x, weights, tf.zeros([outputs]), act);
  const activated = (x: tf.Tensor2D) => (activation === "relu" ? tf.relu(x) : x);
  const before = (x: tf.Tensor2D) => (weighsFirst ? product(x, "linear") : x);
  const after = (x: tf.Tensor2D) => (weighsFirst ? activated(x) : product(x, activation));
  return {
    inputs,
    outputs,
    work: inputs * outputs,
    width: Math.min(inputs, outputs),
    variables: { weights },
    before,
    after,
    apply: (adjacency, x) => after(sparseProduct(adjacency, before(x))),
  };
}
