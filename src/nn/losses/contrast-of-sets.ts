import * as tf from "../tfjs";
import { contrastOfUnits } from "./instance-contrast";

/**
 * Contrast with any number of positives (Khosla et al. 2020, eq. 2): mean over i of −1/|P_i| Σ_{p ∈ P_i} (s_ip − log Σ_{a ≠ i} exp s_ia),
 * with s = z zᵀ / τ. Where P_i is the other view of i alone it is the InfoNCE loss of SimCLR.
 *
 * z [m, d] of length 1 each; `positives` [m, m] constant, 1 where a row's image and a column's belong together, 0 on the diagonal. Rows
 * without a positive are left out of the mean.
 */
export function contrastOfSets(z: tf.Tensor2D, positives: tf.Tensor2D, temperature: number): tf.Scalar {
  const partners = tf.sum(positives, 1, true);
  const kept = tf.maximum(tf.sum(tf.minimum(partners, 1)), 1);
  return contrastOfUnits(z, tf.div(positives, tf.mul(tf.maximum(partners, 1), kept)), temperature);
}
