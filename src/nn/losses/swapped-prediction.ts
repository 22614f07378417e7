import * as tf from "../tfjs";

/** What a view says that the others should foretell: constants. */
export interface SwapTarget {
  /** [b, k], rows add up to 1 */
  readonly q: tf.Tensor2D;
  /** [b] of sum 1, of the images in the loss; null where all count alike */
  readonly weights: tf.Tensor1D | null;
}

/**
 * Mean over all pairs of a target and another view of −Σ_i a_i Σ_j q_ij log p_ij, with a_i = 1/b unless weighed: every view has to foretell
 * what the others are told to be (Caron et al. 2020, eq. 1; with softmax targets the distillation of Wen et al. 2023). `targets` are those
 * of the first views, `logP` the log predictions [b, k] of all views in the same order.
 */
export function swappedPrediction(targets: readonly SwapTarget[], logP: readonly tf.Tensor2D[]): tf.Scalar {
  const terms = targets.flatMap(({ q, weights }, t) =>
    logP
      .filter((_, view) => view !== t)
      .map((log) => {
        const each = tf.neg(tf.sum(tf.mul(q, log), 1));
        return weights ? tf.sum(tf.mul(each, weights)) : tf.mean(each);
      }),
  );
  return tf.div(tf.addN(terms), terms.length) as tf.Scalar;
}
