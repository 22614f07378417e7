import * as tf from "../tfjs";

/** Inside the root, so that a row of zeros has a gradient. */
const floor = 1e-12;

/** Every row of x [b, d] brought to Euclidean length 1, so that products of rows are cosines; a row of zeros stays. */
export function unitLength(x: tf.Tensor): tf.Tensor2D {
  return tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), 1, true), floor))) as tf.Tensor2D;
}
