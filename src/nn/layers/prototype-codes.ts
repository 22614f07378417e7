import * as tf from "../tfjs";

/**
 * Assigns samples to prototypes so that all prototypes get the same share (the codes of Caron et al. 2020, by Sinkhorn's algorithm):
 * `scores` [b, p] → codes [b, p] whose rows add up to 1. `iterations` times columns and then rows of exp(scores / ε) are scaled, in the log
 * domain, where nothing overflows; the rows last. With fewer samples than prototypes no column can get a whole sample, and codes go
 * flat: hence a queue of earlier samples. Within tidy; no gradient is meant to pass it.
 */
export function prototypeCodes(scores: tf.Tensor2D, epsilon: number, iterations: number): tf.Tensor2D {
  let logs = tf.div(scores, epsilon);
  for (let iteration = 0; iteration < iterations; iteration++) {
    logs = tf.sub(logs, tf.logSumExp(logs, 0, true));
    logs = tf.sub(logs, tf.logSumExp(logs, 1, true));
  }
  return tf.softmax(logs as tf.Tensor2D);
}
