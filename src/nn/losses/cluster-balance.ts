import * as tf from "../tfjs";

/** Keeps the logarithm of an empty cluster's share finite. */
const floor = 1e-8;

/**
 * Σ_j p̄_j log p̄_j of the mean assignment p̄ over a batch: −log k where all clusters get the same share, 0 where one gets all.
 * Minimised, it keeps clusters in use. q [b, k] → scalar.
 *
 * A part of a batch would be balanced in itself, which asks too much of few images. With `mean` [k], the mean assignment of a
 * whole batch, the value is taken there, and the gradient of the parts together is the batch's.
 */
export function clusterBalance(q: tf.Tensor2D, mean?: tf.Tensor1D): tf.Scalar {
  const own = tf.mean(q, 0);
  if (!mean) return tf.sum(tf.mul(own, tf.log(tf.maximum(own, floor)))) as tf.Scalar;
  const slope = tf.add(tf.log(tf.maximum(mean, floor)), 1);
  const value = tf.sum(tf.mul(mean, tf.log(tf.maximum(mean, floor))));
  return tf.add(value, tf.sum(tf.mul(tf.sub(own, mean), slope))) as tf.Scalar;
}
