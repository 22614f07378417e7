import * as tf from "../tfjs";
import { withoutGradient } from "../without-gradient";
import { reconstructionError } from "./reconstruction";

/** An autoencoder, and the critic that judges what it draws. */
export interface Players {
  /** [b, h, w, c] → [b, d] */
  encode(pictures: tf.Tensor4D): tf.Tensor2D;
  /** [b, d] → [b, h, w, c] */
  decode(codes: tf.Tensor2D): tf.Tensor4D;
  /** [b, h, w, c] → [b]: how far a picture is from being drawn of one code alone; 0 is that of one. */
  judge(pictures: tf.Tensor4D): tf.Tensor1D;
}

export interface Interpolation {
  /** [b] in [0, 1]: the share of its own code in each mix; the rest is that of the picture as far from the batch's end. */
  readonly alpha: tf.Tensor1D;
  /** In [0, 1]: the share of the picture itself in what the critic must call 0, beside the redrawn one. */
  readonly beta: number;
  /** λ of what fools the critic, beside the reconstruction. */
  readonly weight: number;
}

/** `z` [b, d] and α [b] → α z + (1 − α) z', where z' are the same codes from the last to the first. */
export function mixedCodes(z: tf.Tensor2D, alpha: tf.Tensor1D): tf.Tensor2D {
  const share = tf.expandDims(alpha, 1);
  return tf.add(tf.mul(z, share), tf.mul(tf.reverse(z, 0), tf.sub(1, share)));
}

/**
 * Adversarially constrained interpolation (Berthelot et al. 2019, eq. 1 and 2): for pictures x, redrawn x̂, and x̂_α drawn of mixed codes
 * the autoencoder minimises ‖x − x̂‖² + λ c(x̂_α)², the critic c minimises (c(x̂_α) − α)² + c(β x + (1 − β) x̂)², all means. `total` is
 * one scalar whose gradient to each player's variables is that of its own loss: `fooling` in its value is counted out, so that
 * its value is reconstruction + critic.
 */
export function adversarialInterpolation(
  pictures: tf.Tensor4D,
  { encode, decode, judge }: Players,
  { alpha, beta, weight }: Interpolation,
): Readonly<Record<"total" | "reconstruction" | "fooling" | "critic", tf.Scalar>> {
  const codes = encode(pictures);
  const redrawn = decode(codes);
  const between = decode(mixedCodes(codes, alpha));
  const held = withoutGradient(() => tf.clone(between));
  const real = withoutGradient(() => tf.tidy(() => tf.add(tf.mul(pictures, beta), tf.mul(redrawn, 1 - beta)) as tf.Tensor4D));
  const judged = judge(held);
  const reconstruction = reconstructionError(pictures, redrawn);
  const critic = tf.add(meanSquare(tf.sub(judged, alpha)), meanSquare(judge(real))) as tf.Scalar;
  const fooling = meanSquare(judge(between));
  // Both have the same slope to the critic's weights, so that cancels; only the first reaches the autoencoder.
  const ofNetwork = tf.sub(fooling, meanSquare(judged));
  const total = tf.addN([reconstruction, tf.mul(ofNetwork, weight), critic]) as tf.Scalar;
  return { total, reconstruction, fooling, critic };
}

function meanSquare(x: tf.Tensor): tf.Scalar {
  return tf.mean(tf.square(x)) as tf.Scalar;
}
