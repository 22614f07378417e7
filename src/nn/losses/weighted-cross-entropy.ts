import * as tf from "../tfjs";

/**
 * Σ_i w_i · −Σ_j t_ij log p_ij / Σ_i w_i: the cross-entropy of targets t [b, k] and log p [b, k], each image with a weight [b]. With hard
 * targets it is PyTorch's `cross_entropy(…, weight=…)`. The weights must not all be zero.
 */
export function weightedCrossEntropy(targets: tf.Tensor2D, weights: tf.Tensor1D, logP: tf.Tensor2D): tf.Scalar {
  const each = tf.neg(tf.sum(tf.mul(targets, logP), 1));
  return tf.div(tf.sum(tf.mul(each, weights)), tf.sum(weights)) as tf.Scalar;
}
