import { unitLength } from "../layers/unit-length";
import * as tf from "../tfjs";

/**
 * How far the codes of pictures differ in direction from those of the same pictures moved: the mean over the batch of 1 − cos(z_i, z'_i),
 * both [b, d], in 0..2 (Xing 2023, eq. 3.1, whose sign is a slip). A gradient goes to both.
 */
export function viewDisagreement(z: tf.Tensor2D, moved: tf.Tensor2D): tf.Scalar {
  return tf.sub(1, tf.mean(tf.sum(tf.mul(unitLength(z), unitLength(moved)), 1))) as tf.Scalar;
}
