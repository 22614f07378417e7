import { squaredDistances } from "../kernels/pairwise-distances";
import * as tf from "../tfjs";

/**
 * The weighted centre loss: the mean over the batch of Σ_k p_ik ‖z_i − μ_k‖² (Xing 2023, eq. 3.2, there a sum over all images). codes
 * z [b, d], weights p [b, k], centres μ [k, d]; weights are taken as they are, so pass some that carry no gradient.
 */
export function weightedCentreDistance(codes: tf.Tensor2D, weights: tf.Tensor2D, centres: tf.Tensor2D): tf.Scalar {
  return tf.mean(tf.sum(tf.mul(weights, squaredDistances(codes, centres)), 1)) as tf.Scalar;
}
