import { meanSquaredError } from "../kernels/mean-squared-error";
import * as tf from "../tfjs";

/**
 * Squared error summed over the values of a picture, mean over the batch: target and output [b, …] → []. Its weight beside a distance
 * of codes grows with the picture's size, as in DCN's and DKM's published code. Throws when the shapes differ.
 */
export function summedReconstructionError(target: tf.Tensor, output: tf.Tensor): tf.Scalar {
  return tf.mul(meanSquaredError(target, output), target.size / Math.max(1, target.shape[0] ?? 1)) as tf.Scalar;
}
