import { squaredDistances } from "../kernels/pairwise-distances";
import * as tf from "../tfjs";
import { withoutGradient } from "../without-gradient";

/**
 * DKM's relaxed k-means term: the mean over the batch of Σ_j softmax_j(−α d_ij) d_ij with d_ij = ‖z_i − r_j‖² (Fard, Thonet and Gaussier
 * 2020, eq. 3 and 5). α towards 0 gives the mean distance to all centres, α towards ∞ that to the nearest. codes [b, d], centres
 * [k, d]; differentiable in both.
 *
 * The least distance of each row is taken off before α multiplies it: the softmax is the same, and with α in the thousands the
 * small differences that decide it would otherwise drown in the rounding of large products.
 */
export function softKMeansLoss(codes: tf.Tensor2D, centres: tf.Tensor2D, alpha: number): tf.Scalar {
  const distances = squaredDistances(codes, centres);
  const least = withoutGradient(() => tf.min(distances, 1, true));
  const weights = tf.softmax(tf.mul(tf.sub(distances, least), -alpha));
  return tf.mean(tf.sum(tf.mul(weights, distances), 1)) as tf.Scalar;
}
