import { meanSquaredError } from "../kernels/mean-squared-error";
import type * as tf from "../tfjs";

/** Mean squared error over every value of the batch, so its weight does not depend on the picture's size. */
export function reconstructionError(target: tf.Tensor, output: tf.Tensor): tf.Scalar {
  return meanSquaredError(target, output);
}
