import * as tf from "../tfjs";
import { logSinkhorn } from "./sinkhorn";

/**
 * Assigns samples to prototypes so that all prototypes get the same share (the codes of Caron et al. 2020, by Sinkhorn's algorithm):
 * `scores` [b, p] → codes [b, p] whose rows add up to 1. `iterations` times columns and then rows of exp(scores / ε) are scaled, in the log
 * domain, where nothing overflows; the rows last. With fewer samples than prototypes no column can get a whole sample, and codes go
 * flat: hence a queue of earlier samples. Within tidy; no gradient is meant to pass it.
 */
export function prototypeCodes(scores: tf.Tensor2D, epsilon: number, iterations: number): tf.Tensor2D {
  const p = scores.shape[1];
  const even = tf.fill([p], -Math.log(p)) as tf.Tensor1D;
  return tf.exp(logSinkhorn(scores, even, { exponent: 1 / epsilon, iterations, rowsFirst: false }));
}
