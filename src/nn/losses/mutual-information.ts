import * as tf from "../tfjs";

/**
 * Minus a lower bound of mutual information from a discriminator's scores (logits): the mean of softplus(−T) over pairs that belong
 * together plus that of softplus(T) over pairs that don't, which is −E log σ(T) − E log(1 − σ(T)) (the Jensen-Shannon estimator; Hjelm
 * et al. 2019, eq. 4; Yang et al. 2019, eq. 6). Differentiable in both; 2 log 2 where the discriminator can tell nothing.
 */
export function mutualInformationLoss(together: tf.Tensor, apart: tf.Tensor): tf.Scalar {
  return tf.add(tf.mean(tf.softplus(tf.neg(together))), tf.mean(tf.softplus(apart))) as tf.Scalar;
}

/** The codes [b, d] each in the place of the one before it: pairs with the wrong picture, as far as b > 1. Differentiable. */
export function mismatched(codes: tf.Tensor2D): tf.Tensor2D {
  const b = codes.shape[0];
  if (b < 2) return codes;
  return tf.concat([tf.slice(codes, [1, 0], [b - 1, -1]), tf.slice(codes, [0, 0], [1, -1])], 0);
}
