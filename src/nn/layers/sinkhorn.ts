import * as tf from "../tfjs";

/** No probability is taken to be less, so that its logarithm is finite: a normal number of single precision. */
const least = 1e-30;

export interface SinkhornOptions {
  /** λ, the power to which predictions are raised first: 1 keeps their sharpness; 1 / ε where scores and not logarithms come in. */
  readonly exponent: number;
  /** Times that columns and rows are brought to their sums in turn. */
  readonly iterations: number;
  /** Whether rows are brought to 1 before the first column, as predictions are; otherwise columns come first, as in SwAV. */
  readonly rowsFirst?: boolean;
}

/**
 * Sinkhorn's alternating normalisation in log space: log P [n, k] and log r [k] → log Q [n, k], where Q = diag(β) P^λ diag(α) has
 * rows that sum to 1 and columns that come to sum to n r_j (Sinkhorn and Knopp 1967; Cuturi 2013; Zhu and Ma 2025, eq. 4 to 6). It
 * starts, unless told otherwise, from the rows of P^λ brought to 1 and ends on the rows, so that those sums hold exactly however few the iterations. Any
 * finite scores will do for log P. Within tidy; no gradient is meant to pass it.
 */
export function logSinkhorn(
  logP: tf.Tensor2D,
  logPrior: tf.Tensor1D,
  { exponent, iterations, rowsFirst = true }: SinkhornOptions,
): tf.Tensor2D {
  const n = logP.shape[0];
  const wanted = tf.add(logPrior, Math.log(n));
  const powers = tf.mul(logP, exponent) as tf.Tensor2D;
  let logQ = rowsFirst || iterations === 0 ? rowsToOne(powers) : powers;
  for (let t = 0; t < iterations; t++) {
    const sums = tf.logSumExp(logQ, 0) as tf.Tensor1D;
    logQ = rowsToOne(tf.add(logQ, tf.sub(wanted, sums)) as tf.Tensor2D);
  }
  return logQ;
}

/** Scales each row of exp x [n, k] to sum to 1: log Q [n, k]. */
export function rowsToOne(x: tf.Tensor2D): tf.Tensor2D {
  return tf.sub(x, tf.logSumExp(x, 1, true)) as tf.Tensor2D;
}

/** log of probabilities [n, k], with zeros taken for the least that counts. */
export function logOf(probabilities: tf.Tensor2D): tf.Tensor2D {
  return tf.log(tf.maximum(probabilities, least)) as tf.Tensor2D;
}
