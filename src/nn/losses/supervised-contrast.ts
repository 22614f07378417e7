import { unitLength } from "../layers/unit-length";
import * as tf from "../tfjs";

/** Stands for the logarithm of 0. */
const never = -1e30;

/** Which images of a batch belong together and which don't, as zeros and ones [b, b] that carry no gradient. Diagonals are not looked at. */
export interface PairMasks {
  readonly positives: tf.Tensor2D;
  readonly negatives: tf.Tensor2D;
}

export interface ContrastOptions {
  /** τ */
  readonly temperature: number;
  /** What a positive is weighed against: all that are positive or negative (Khosla et al. 2020), or the negatives alone (Xing 2023, eq. 3.7). */
  readonly against: "both" | "negatives";
}

/**
 * Contrast over sets (Xing 2023, eq. 3.7 to 3.9): with S the cosines of the rows of z [b, k] divided by τ, the mean over the images i
 * that have a positive p and a negative f of
 *
 *     −1/|P_i| Σ_{p ∈ P_i} (S_ip − log Σ_{f ∈ D_i} exp S_if),   D_i = P_i ∪ F_i or F_i,
 *
 * and 0 where no image has both. Pairs in neither set count for nothing. All logarithms, so that nothing overflows.
 */
export function supervisedContrast(z: tf.Tensor2D, masks: PairMasks, { temperature, against }: ContrastOptions): tf.Scalar {
  const b = z.shape[0];
  const others = tf.sub(1, tf.eye(b));
  const positives = tf.mul(masks.positives, others);
  const negatives = tf.mul(masks.negatives, others);
  const compared = against === "both" ? tf.maximum(positives, negatives) : negatives;
  const found = tf.sum(positives, 1);
  const kept = tf.mul(tf.step(found), tf.step(tf.sum(negatives, 1)));

  const unit = unitLength(z);
  const similarity = tf.div(tf.matMul(unit, unit, false, true), temperature);
  const log = tf.logSumExp(tf.add(similarity, tf.mul(tf.sub(1, compared), never)), 1);
  const attracted = tf.div(tf.sum(tf.mul(positives, similarity), 1), tf.maximum(found, 1));
  // An image that is left out may have an empty set: its logarithm is then −1e30, and times 0 it is gone.
  const each = tf.mul(tf.sub(log, attracted), kept);
  return tf.div(tf.sum(each), tf.maximum(tf.sum(kept), 1)) as tf.Scalar;
}
