import * as tf from "../tfjs";
import { withoutGradient } from "../without-gradient";

/**
 * The k-means term of DCN: the mean over the batch of ‖z_i − M s_i‖² (Yang et al. 2017, eq. 5). codes [b, d], assignment s [b, k] of
 * zeros and a 1 a row, centres M [k, d]. Centres are moved by `movedCentres` and not by a gradient, so none reaches them.
 */
export function centreDistance(codes: tf.Tensor2D, assignment: tf.Tensor2D, centres: tf.Tensor2D): tf.Scalar {
  const own = withoutGradient(() => tf.matMul(assignment, centres));
  return tf.mean(tf.sum(tf.squaredDifference(codes, own), 1)) as tf.Scalar;
}

/**
 * DCN's running means: for each code of the batch in turn c_k ← c_k + 1 and m_k ← m_k − (m_k − z) / c_k (Yang et al. 2017, eq. 8).
 * Whatever the order, n_k codes that sum to s_k leave (c_k m_k + s_k) / (c_k + n_k), so the batch is taken at once. counts [k] → the new
 * centres [k, d] and counts [k]. No gradient.
 */
export function movedCentres(
  codes: tf.Tensor2D,
  assignment: tf.Tensor2D,
  centres: tf.Tensor2D,
  counts: tf.Tensor1D,
): { readonly centres: tf.Tensor2D; readonly counts: tf.Tensor1D } {
  const grown = withoutGradient(() => tf.tidy(() => tf.add(counts, tf.sum(assignment, 0)) as tf.Tensor1D));
  const moved = withoutGradient(() =>
    tf.tidy(() => {
      const sums = tf.add(tf.mul(tf.expandDims(counts, 1), centres), tf.matMul(assignment, codes, true, false));
      return tf.div(sums, tf.expandDims(grown, 1)) as tf.Tensor2D;
    }),
  );
  return { centres: moved, counts: grown };
}
