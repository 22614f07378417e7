import * as tf from "../tfjs";

/**
 * Mean over all pairs of a target and another view of −Σ_j t_ij log p_ij: every view has to foretell what the others are told to be (Caron
 * et al. 2020, eq. 1; with softmax targets the distillation of Wen et al. 2023). `targets` are the constants [b, k] of the first views,
 * `logP` the log predictions [b, k] of all views in the same order.
 */
export function swappedPrediction(targets: readonly tf.Tensor2D[], logP: readonly tf.Tensor2D[]): tf.Scalar {
  const terms = targets.flatMap((target, t) =>
    logP.filter((_, view) => view !== t).map((log) => tf.neg(tf.mean(tf.sum(tf.mul(target, log), 1)))),
  );
  return tf.div(tf.addN(terms), terms.length) as tf.Scalar;
}
