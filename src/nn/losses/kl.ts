import * as tf from "../tfjs";

/** Kept away from the logarithm's pole; Keras clips at the same value. */
const floor = 1e-7;

/** KL(P‖Q) = mean over the batch of Σ_j p log(p / q), from p [b, k] and log q [b, k] (Xie et al. 2016, eq. 2). */
export function klDivergence(p: tf.Tensor2D, logQ: tf.Tensor2D): tf.Scalar {
  const logP = tf.log(tf.maximum(p, floor));
  return tf.mean(tf.sum(tf.mul(p, tf.sub(logP, logQ)), 1)) as tf.Scalar;
}
