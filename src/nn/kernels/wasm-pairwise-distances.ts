import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { nativeOf } from "../native/native";
import * as tf from "../tfjs";

/** a [n, d], b [m, d] → ‖a_i − b_j‖² [n, m]; no side empty. */
export function squaredDistancesOnWasm(backend: BackendWasm, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const { functions, address, scratch } = nativeOf(backend);
  const [n, depth] = a.shape;
  const [m] = b.shape;
  const out = backend.makeOutput([n, m], "float32");
  const room = scratch(functions.pairwiseDistancesScratch(m, depth));
  functions.pairwiseDistances(address(a), address(b), address(out), n, m, depth, room);
  return tf.engine().makeTensorFromTensorInfo(out);
}

/** weights [n, m], or [m, n] when transposed; a [n, d], b [m, d] → 2 Σ_j w_ij (a_i − b_j) [n, d]; no side empty. */
export function weightedDifferencesOnWasm(
  backend: BackendWasm,
  weights: tf.Tensor,
  transposed: boolean,
  a: tf.Tensor,
  b: tf.Tensor,
): tf.Tensor {
  const { functions, address } = nativeOf(backend);
  const [n, depth] = a.shape;
  const [m] = b.shape;
  const out = backend.makeOutput([n, depth], "float32");
  const [rowStep, colStep] = transposed ? [4, 4 * n] : [4 * m, 4];
  functions.weightedDifferences(address(weights), rowStep, colStep, address(a), address(b), address(out), n, m, depth);
  return tf.engine().makeTensorFromTensorInfo(out);
}
