import * as tf from "../tfjs";
import { logOf, rowsToOne, type SinkhornOptions } from "./sinkhorn";

/** A class that the confident predictions leave empty counts as if it held this much of an image. */
const leastColumn = 1e-3;
/** How far the logarithm of a class's factor may be above log k, or below −log k. */
const capAbove = 3;
/** Numbers of the largest table that is made at once, in single precision 4 MiB. */
const tableSize = 2 ** 20;

/** Confident predictions, made ready to be normalised together with uncertain ones. The caller, or its tidy, disposes them. */
export type References = {
  /** [k, m] the rows of A^λ, each brought to 1, as columns. */
  readonly transposed: tf.Tensor2D;
  /** [m, k] the same rows; zeros in the place of those that do not count. */
  readonly counted: tf.Tensor2D;
  /** Logarithm of how many count, and one more. */
  readonly logRows: tf.Scalar;
};

/**
 * Confident predictions A [m, k], of which those rows count that `counts` [m] gives a 1, the others with a 0 not at all. Where none
 * counts, the k predictions that are sure of one class each stand in (Jia et al. 2021). Within tidy.
 */
export function references(confident: tf.Tensor2D, counts: tf.Tensor1D, exponent: number): References {
  const k = confident.shape[1];
  const rows = tf.exp(rowsToOne(tf.mul(logOf(confident), exponent) as tf.Tensor2D));
  const none = tf.sub(1, tf.minimum(tf.sum(counts), 1));
  const all = tf.concat([rows, tf.eye(k)]) as tf.Tensor2D; // [m + k, k]
  const weights = tf.concat([counts, tf.mul(tf.ones([k]), none)]);
  return {
    transposed: tf.transpose(all),
    counted: tf.mul(all, tf.expandDims(weights, 1)) as tf.Tensor2D,
    logRows: tf.log(tf.add(tf.sum(weights), 1)) as tf.Scalar,
  };
}

/**
 * Corrects each row of `uncertain` [s, k] by normalising it together with all references and no other uncertain row, as
 * logSinkhorn would: log Q [s, k] of these rows (Zhu and Ma 2025, section 1.2.2). All rows at once: for each, the factors of the
 * references' rows [s, m] come of two products of matrices an iteration, where their logarithms would need a table [s, m, k]. A
 * class that no reference holds is taken to hold a little, and the logarithms of the classes' factors are bounded by log k + 3,
 * or an uncertain row would be thrown to it. Within tidy.
 */
export function logAttached(
  uncertain: tf.Tensor2D,
  { transposed, counted, logRows }: References,
  logPrior: tf.Tensor1D,
  { exponent, iterations }: SinkhornOptions,
): tf.Tensor2D {
  const k = uncertain.shape[1];
  const cap = Math.log(k) + capAbove;
  const wanted = tf.add(logPrior, logRows);
  const start = rowsToOne(tf.mul(logOf(uncertain), exponent) as tf.Tensor2D);
  let logQ = start;
  // What the references give each class, and the uncertain row itself; [1, k] at first, when every row's factor is 1, then [s, k].
  let given: tf.Tensor = tf.sum(counted, 0, true);
  let own: tf.Tensor = tf.exp(start);
  for (let t = 0; t < iterations; t++) {
    const sums = tf.add(tf.maximum(given, leastColumn), own);
    const classes = tf.clipByValue(tf.sub(wanted, tf.log(sums)), -cap, cap); // log α [s, k]
    const moved = tf.add(start, classes);
    const row = tf.logSumExp(moved, 1, true); // −log β of the uncertain row [s, 1]
    logQ = tf.sub(moved, row) as tf.Tensor2D;
    if (t === iterations - 1) break;
    own = tf.exp(tf.sub(start, row));
    const scales = tf.div(1, tf.matMul(tf.exp(classes) as tf.Tensor2D, transposed)); // β of the references [s, m]
    given = tf.matMul(scales as tf.Tensor2D, counted);
  }
  return logQ;
}

/** Rows that logAttached may take at once beside `references` many, so that its largest table stays bounded. */
export function rowsAtOnce(references: number): number {
  return Math.max(1, Math.floor(tableSize / Math.max(1, references)));
}
