import * as tf from "../tfjs";

/** Kept away from the logarithm's pole; Keras clips at the same value. */
const floor = 1e-7;

/**
 * KL(P‖Q) = mean over the batch of Σ_j p log(p / q), from p [b, k] and log q [b, k] (Xie et al. 2016, eq. 2). With `weights` [b] each
 * image's share in it is multiplied by its own.
 */
export function klDivergence(p: tf.Tensor2D, logQ: tf.Tensor2D, weights?: tf.Tensor1D): tf.Scalar {
  const logP = tf.log(tf.maximum(p, floor));
  const each = tf.sum(tf.mul(p, tf.sub(logP, logQ)), 1);
  return tf.mean(weights ? tf.mul(each, weights) : each) as tf.Scalar;
}
