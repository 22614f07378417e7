import * as tf from "../tfjs";

/** Added to a squared length before its root. */
const smallest = 1e-12;

/**
 * How far the codes of pictures differ in direction from those of the same pictures moved: the mean over the batch of 1 − cos(z_i, z'_i),
 * both [b, d], in 0..2 (Xing 2023, eq. 3.1, whose sign is a slip). A gradient goes to both.
 */
export function viewDisagreement(z: tf.Tensor2D, moved: tf.Tensor2D): tf.Scalar {
  const length = (x: tf.Tensor2D) => tf.rsqrt(tf.add(tf.sum(tf.square(x), 1), smallest));
  const cosine = tf.mul(tf.sum(tf.mul(z, moved), 1), tf.mul(length(z), length(moved)));
  return tf.sub(1, tf.mean(cosine)) as tf.Scalar;
}
