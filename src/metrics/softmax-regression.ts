import type { Matrix } from "../core/matrix";
import { type DescentOptions, minimise } from "../numerics/lbfgs";
import type { Pace } from "../numerics/pace";

/** A linear classifier of c classes: row x [d] is most like the class of the greatest weights · (x − mean) / deviation + bias. */
export interface SoftmaxRegression {
  /** [c, d] of standardised columns. */
  readonly weights: Float64Array;
  /** [c] */
  readonly biases: Float64Array;
  /** [d] */
  readonly means: Float64Array;
  /** [d], 1 where a column never changes. */
  readonly deviations: Float64Array;
}

export interface RegressionOptions extends DescentOptions {
  readonly pace: Pace;
}

/** What an exponential and its place in the sums cost, in multiply-adds. */
const exponentialWork = 16;

/**
 * Multinomial logistic regression on the `rows` of `points`, columns brought to mean 0 and deviation 1, towards `targets` [rows] in [0, c):
 * minimises Σ −log p(target) + ‖weights‖² / 2, as scikit-learn's LogisticRegression does after a StandardScaler with C = 1. Biases go
 * free.
 */
export async function fitSoftmax(
  points: Matrix,
  rows: Int32Array,
  targets: Int32Array,
  classes: number,
  { pace, ...descent }: RegressionOptions,
): Promise<SoftmaxRegression> {
  const { data, cols } = points;
  const count = rows.length;
  const { means, deviations } = await standardOf(points, rows, pace);
  const size = classes * cols;
  const logits = new Float64Array(classes);

  const evaluate = async (x: Float64Array, gradient: Float64Array): Promise<number> => {
    const { slopes, starts } = unstandardised(x, cols, classes, means, deviations);
    const sums = gradient.fill(0);
    let loss = 0;
    for (let i = 0; i < count; i++) {
      const from = rows[i] * cols;
      logitsOf(data, from, cols, slopes, starts, logits);
      loss -= logProbabilities(logits)[targets[i]];
      for (let j = 0; j < classes; j++) {
        const excess = Math.exp(logits[j]) - (j === targets[i] ? 1 : 0);
        sums[size + j] += excess;
        for (let p = 0, at = j * cols; p < cols; p++, at++) sums[at] += excess * data[from + p];
      }
      if (pace.spend(classes * (2 * cols + 2 * exponentialWork))) await pace.turn();
    }
    let penalty = 0;
    for (let at = 0; at < size; at++) {
      const p = at % cols;
      penalty += x[at] * x[at];
      gradient[at] = ((sums[at] - means[p] * sums[size + Math.floor(at / cols)]) / deviations[p] + x[at]) / count;
    }
    for (let j = 0; j < classes; j++) gradient[size + j] /= count;
    return (loss + penalty / 2) / count;
  };

  const x = await minimise(new Float64Array(size + classes), evaluate, descent);
  return { weights: x.slice(0, size), biases: x.slice(size), means, deviations };
}

/** The likeliest class of each of the `rows` of `points`: [rows] */
export async function classesOf(model: SoftmaxRegression, points: Matrix, rows: Int32Array, pace: Pace): Promise<Int32Array> {
  const { data, cols } = points;
  const classes = model.biases.length;
  const x = new Float64Array(model.weights.length + classes);
  x.set(model.weights);
  x.set(model.biases, model.weights.length);
  const { slopes, starts } = unstandardised(x, cols, classes, model.means, model.deviations);
  const logits = new Float64Array(classes);
  const found = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    logitsOf(data, rows[i] * cols, cols, slopes, starts, logits);
    found[i] = logits.indexOf(Math.max(...logits));
    if (pace.spend(classes * cols)) await pace.turn();
  }
  return found;
}

/** Means and deviations of the columns over `rows`, as StandardScaler has them. */
async function standardOf({ data, cols }: Matrix, rows: Int32Array, pace: Pace) {
  const means = new Float64Array(cols);
  const deviations = new Float64Array(cols);
  for (const row of rows) {
    for (let p = 0; p < cols; p++) means[p] += data[row * cols + p] / rows.length;
    if (pace.spend(cols)) await pace.turn();
  }
  for (const row of rows) {
    for (let p = 0; p < cols; p++) deviations[p] += (data[row * cols + p] - means[p]) ** 2 / rows.length;
    if (pace.spend(cols)) await pace.turn();
  }
  // A mean is off by some of its last bits, and so is the variance of a column that never changes.
  const isConstant = (p: number) => deviations[p] <= (1e-10 * Math.max(1, Math.abs(means[p]))) ** 2;
  return { means, deviations: deviations.map((variance, p) => (isConstant(p) ? 1 : Math.sqrt(variance))) };
}

/** The same classifier for columns as they are, so that no standardised copy of the points is needed. */
function unstandardised(x: Float64Array, cols: number, classes: number, means: Float64Array, deviations: Float64Array) {
  const slopes = new Float64Array(classes * cols);
  const starts = x.slice(classes * cols);
  for (let at = 0; at < slopes.length; at++) {
    slopes[at] = x[at] / deviations[at % cols];
    starts[Math.floor(at / cols)] -= slopes[at] * means[at % cols];
  }
  return { slopes, starts };
}

function logitsOf(
  data: Float32Array,
  from: number,
  cols: number,
  slopes: Float64Array,
  starts: Float64Array,
  out: Float64Array,
): void {
  for (let j = 0; j < out.length; j++) {
    let sum = starts[j];
    for (let p = 0, at = j * cols; p < cols; p++, at++) sum += slopes[at] * data[from + p];
    out[j] = sum;
  }
}

/** Logits to logarithms of probabilities, in place. */
function logProbabilities(logits: Float64Array): Float64Array {
  const most = Math.max(...logits);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - most);
  const all = most + Math.log(sum);
  for (let j = 0; j < logits.length; j++) logits[j] -= all;
  return logits;
}
