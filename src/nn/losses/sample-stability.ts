import * as tf from "../tfjs";

/**
 * How far each q_ij is from the threshold t, as a share of how far it could be on its side: (t − q) / t below t, (q − t) / (1 − t)
 * above (Cheng et al. 2024; Qian et al. 2025, eq. 4). [b, k] → [b, k] in [0, 1]; 1 for a clear yes and for a clear no.
 */
export function certainty(q: tf.Tensor2D, threshold: tf.Scalar): tf.Tensor2D {
  const below = tf.div(tf.sub(threshold, q), threshold);
  const above = tf.div(tf.sub(q, threshold), tf.sub(1, threshold));
  // One of the two is negative.
  return tf.maximum(below, above) as tf.Tensor2D;
}

/**
 * Stability of each image: the mean of its certainties over the clusters less λ times their variance, which divides by k (Qian et
 * al. 2025, eq. 5). q [b, k] → [b]
 */
export function sampleStability(q: tf.Tensor2D, threshold: tf.Scalar, lambda: number): tf.Tensor1D {
  const certain = certainty(q, threshold);
  const mean = tf.mean(certain, 1, true);
  const variance = tf.mean(tf.square(tf.sub(certain, mean)), 1);
  return tf.sub(tf.reshape(mean, [-1]), tf.mul(variance, lambda)) as tf.Tensor1D;
}

/** How the stabilities of a batch become one number. */
export type StabilityReading =
  /** 1 − mean s: as large as the other losses. */
  | { readonly kind: "mean" }
  /** 1 − Σ s over a batch of `images`, as eq. 6 is printed. Of a part of the batch it is the estimate from that part. */
  | { readonly kind: "sum"; readonly images: number }
  /**
   * 1 − (mean s + variance of s over the batch), as the code published with DECS has it. The variance is taken about `centre`, where
   * given: with the mean of a whole batch, parts of it add up to the batch's variance.
   */
  | { readonly kind: "mean-and-variance"; readonly centre?: tf.Scalar };

/** The loss that rewards stability: [b] → scalar. */
export function stabilityLoss(stability: tf.Tensor1D, reading: StabilityReading): tf.Scalar {
  const mean = tf.mean(stability);
  if (reading.kind === "mean") return tf.sub(1, mean) as tf.Scalar;
  if (reading.kind === "sum") return tf.sub(1, tf.mul(mean, reading.images)) as tf.Scalar;
  const variance = tf.mean(tf.square(tf.sub(stability, reading.centre ?? mean)));
  return tf.sub(1, tf.add(mean, variance)) as tf.Scalar;
}
