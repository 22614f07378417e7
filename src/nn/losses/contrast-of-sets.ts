import * as tf from "../tfjs";

/**
 * Contrast with any number of positives (Khosla et al. 2020, eq. 2): mean over i of −1/|P_i| Σ_{p ∈ P_i} (s_ip − log Σ_{a ≠ i} exp s_ia),
 * with s = z zᵀ / τ. Where P_i is the other view of i alone it is the InfoNCE loss of SimCLR.
 *
 * z [m, d] of length 1 each; `positives` [m, m] constant, 1 where a row's image and a column's belong together, 0 on the diagonal. Rows
 * without a positive are left out of the mean.
 */
export function contrastOfSets(z: tf.Tensor2D, positives: tf.Tensor2D, temperature: number): tf.Scalar {
  const m = z.shape[0];
  const similarity = tf.div(tf.matMul(z, z, false, true), temperature);
  const others = tf.sub(similarity, tf.mul(tf.eye(m), 1e30));
  const logP = tf.logSoftmax(others, 1);
  const partners = tf.sum(positives, 1);
  // The diagonal holds -1e30, and times a zero of `positives` it is 0.
  const each = tf.div(tf.sum(tf.mul(logP, positives), 1), tf.maximum(partners, 1));
  const kept = tf.sum(tf.minimum(partners, 1));
  return tf.neg(tf.div(tf.sum(each), tf.maximum(kept, 1))) as tf.Scalar;
}
