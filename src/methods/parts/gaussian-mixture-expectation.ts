import type { Matrix } from "../../core/matrix";
import type { GiveWay } from "../../core/turns";
import { choleskyInverse } from "../../numerics/cholesky";
import { Pace } from "../../numerics/pace";
import { MethodError } from "../method";
import type { Mixture } from "./gaussian-mixture";
import { transformRows } from "./row-products";

/** What a mixture says of every point. */
export interface Expectation {
  /** [n, k] probability of each component given the point. */
  readonly responsibilities: Float64Array;
  /** [n] log density of the point. */
  readonly logLikelihoods: Float64Array;
}

const logTwoPi = Math.log(2 * Math.PI);

/** The E-step: log densities, normalised over the components by the log of their sum. */
export async function expectation(points: Matrix, mixture: Mixture, giveWay?: GiveWay): Promise<Expectation> {
  const { rows: n, cols: d } = points;
  const { weights } = mixture;
  const k = weights.length;
  const pace = new Pace(giveWay);
  // First squared Mahalanobis distances [n, k], in place of the responsibilities.
  const values = new Float64Array(n * k);
  const halfLogDeterminants = await squaredDistances[mixture.kind](points, mixture, values, pace);
  const constants = weights.map((weight, j) => Math.log(weight) - (d / 2) * logTwoPi - halfLogDeterminants[j]);
  const logLikelihoods = new Float64Array(n);
  for (let i = 0, p = 0; i < n; i++, p += k) {
    let most = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < k; j++) {
      values[p + j] = constants[j] - values[p + j] / 2;
      most = Math.max(most, values[p + j]);
    }
    let sum = 0;
    for (let j = 0; j < k; j++) sum += Math.exp(values[p + j] - most);
    logLikelihoods[i] = most + Math.log(sum);
    for (let j = 0; j < k; j++) values[p + j] = Math.exp(values[p + j] - logLikelihoods[i]);
    if (pace.spend(40 * k)) await pace.turn();
  }
  return { responsibilities: values, logLikelihoods };
}

/** Fills [n, k] squared Mahalanobis distances and gives [k] half the log determinants of the covariances. */
type SquaredDistances = (points: Matrix, mixture: Mixture, out: Float64Array, pace: Pace) => Promise<Float64Array>;

const squaredDistances: Record<Mixture["kind"], SquaredDistances> = { full, tied, diag, spherical };

async function full(points: Matrix, { means, covariances, weights }: Mixture, out: Float64Array, pace: Pace) {
  const { cols: d } = points;
  const k = weights.length;
  const halfLogDeterminants = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    const factor = await factorOf(covariances.subarray(j * d * d, (j + 1) * d * d), d, j, pace);
    halfLogDeterminants[j] = factor.halfLogDeterminant;
    const mean = means.subarray(j * d, (j + 1) * d);
    await transformRows(points, mean, factor.inverse, pace, (rows, from) => {
      for (let p = 0, i = from; p < rows.length; i++) {
        let sum = 0;
        for (const end = p + d; p < end; p++) sum += rows[p] * rows[p];
        out[i * k + j] = sum;
      }
    });
  }
  return halfLogDeterminants;
}

async function tied(points: Matrix, { means, covariances, weights }: Mixture, out: Float64Array, pace: Pace) {
  const { cols: d } = points;
  const k = weights.length;
  const { inverse, halfLogDeterminant } = await factorOf(covariances, d, null, pace);
  // One transformation for all: afterwards distances are Euclidean. Centred first, so that little cancels.
  const centre = Float64Array.from({ length: d }, (_, c) => {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += weights[j] * means[j * d + c];
    return sum;
  });
  const places = new Float64Array(k * d);
  for (let j = 0; j < k; j++)
    for (let a = 0; a < d; a++)
      for (let b = 0; b <= a; b++) places[j * d + a] += inverse[a * d + b] * (means[j * d + b] - centre[b]);
  await transformRows(points, centre, inverse, pace, (rows, from) => {
    for (let i = 0; i * d < rows.length; i++)
      for (let j = 0; j < k; j++) out[(from + i) * k + j] = squaredDistance(rows, i * d, places, j * d, d);
  });
  return new Float64Array(k).fill(halfLogDeterminant);
}

async function diag(points: Matrix, { means, covariances, weights }: Mixture, out: Float64Array, pace: Pace) {
  const { rows: n, cols: d, data } = points;
  const k = weights.length;
  refuseNoVariance(covariances, d);
  const precisions = covariances.map((variance) => 1 / variance);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < k; j++) out[i * k + j] = weightedDistance(data, i * d, means, precisions, j * d, d);
    if (pace.spend(k * d)) await pace.turn();
  }
  return Float64Array.from({ length: k }, (_, j) => {
    let sum = 0;
    for (let q = j * d; q < (j + 1) * d; q++) sum += Math.log(covariances[q]) / 2;
    return sum;
  });
}

async function spherical(points: Matrix, { means, covariances, weights }: Mixture, out: Float64Array, pace: Pace) {
  const { rows: n, cols: d, data } = points;
  const k = weights.length;
  refuseNoVariance(covariances, 1);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < k; j++) out[i * k + j] = squaredDistance(data, i * d, means, j * d, d) / covariances[j];
    if (pace.spend(k * d)) await pace.turn();
  }
  return covariances.map((variance) => (d / 2) * Math.log(variance));
}

/** Σ (a_p − b_q)², by two partial sums: one alone would wait for the addition before. */
function squaredDistance(a: Float32Array, p: number, b: Float64Array, q: number, d: number): number {
  let even = 0;
  let odd = 0;
  const end = p + d;
  for (const whole = p + (d & ~1); p < whole; p += 2, q += 2) {
    const first = a[p] - b[q];
    const second = a[p + 1] - b[q + 1];
    even += first * first;
    odd += second * second;
  }
  if (p < end) even += (a[p] - b[q]) ** 2;
  return even + odd;
}

/** Σ w_q (a_p − b_q)² */
function weightedDistance(a: Float32Array, p: number, b: Float64Array, w: Float64Array, q: number, d: number): number {
  let even = 0;
  let odd = 0;
  const end = p + d;
  for (const whole = p + (d & ~1); p < whole; p += 2, q += 2) {
    const first = a[p] - b[q];
    const second = a[p + 1] - b[q + 1];
    even += first * first * w[q];
    odd += second * second * w[q + 1];
  }
  if (p < end) even += (a[p] - b[q]) ** 2 * w[q];
  return even + odd;
}

/** Of `each` variances a cluster. A likelihood without any is infinite. */
function refuseNoVariance(variances: Float64Array, each: number): void {
  const at = variances.findIndex((variance) => !(variance > 0));
  if (at < 0) return;
  throw new MethodError(
    `Cluster ${Math.floor(at / each) + 1} has no variance in some of its values, or one image only. Raise the regularisation, reduce by PCA, or ask for fewer clusters.`,
  );
}

async function factorOf(covariance: Float64Array, d: number, cluster: number | null, pace: Pace) {
  const factor = await choleskyInverse(covariance, d, pace);
  if (factor) return factor;
  const whose = cluster === null ? "The shared covariance" : `The covariance of cluster ${cluster + 1}`;
  throw new MethodError(
    `${whose} is not positive definite: it has too few images, or values that depend on each other. Raise the regularisation, reduce by PCA, ask for fewer clusters, or choose diagonal covariances.`,
  );
}
