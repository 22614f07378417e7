import type { Matrix } from "../../core/matrix";
import type { GiveWay } from "../../core/turns";
import { Pace } from "../../numerics/pace";
import { meanOf } from "../../numerics/principal-components";
import { scatterMatrix } from "../../numerics/scatter-matrix";
import type { CovarianceKind, Mixture } from "./gaussian-mixture";
import { weightedScatter } from "./row-products";

/** All points' mean [d] and scatter around it [d, d]: what a tied covariance needs of the points, once. */
export interface TotalScatter {
  readonly mean: Float64Array;
  readonly scatter: Float64Array;
}

export async function totalScatter(points: Matrix, giveWay?: GiveWay): Promise<TotalScatter> {
  const mean = await meanOf(points, giveWay);
  return { mean, scatter: await scatterMatrix(points, mean, null, giveWay) };
}

export interface MaximisationOptions {
  readonly k: number;
  readonly kind: CovarianceKind;
  /** Added to every variance. */
  readonly ridge: number;
  /** For tied covariances only. */
  readonly scatter: TotalScatter | null;
  readonly giveWay?: GiveWay;
}

/** Points that together hold no more than this share of a component's weight are left out of its full covariance. */
const negligible = 1e-9;

/** The M-step: weights, means and covariances that suit the responsibilities [n, k] best. */
export async function maximisation(
  points: Matrix,
  responsibilities: Float64Array,
  { k, kind, ridge, scatter, giveWay }: MaximisationOptions,
): Promise<Mixture> {
  const { rows: n, cols: d } = points;
  const pace = new Pace(giveWay);
  const { means, sizes } = await meansOf(points, responsibilities, k, pace);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const weights = sizes.map((size) => size / total);
  const covariances =
    kind === "full"
      ? await fullCovariances(points, responsibilities, means, sizes, pace)
      : kind === "tied"
        ? tiedCovariance(scatter ?? (await totalScatter(points, giveWay)), means, weights, n)
        : await variances(points, responsibilities, means, sizes, pace);
  if (kind === "full" || kind === "tied") {
    for (let p = 0; p < covariances.length; p += d * d) for (let c = 0; c < d; c++) covariances[p + c * (d + 1)] += ridge;
    return { kind, weights, means, covariances };
  }
  for (let q = 0; q < covariances.length; q++) covariances[q] += ridge;
  return { kind, weights, means, covariances: kind === "diag" ? covariances : meansOfRows(covariances, k, d) };
}

async function meansOf(points: Matrix, responsibilities: Float64Array, k: number, pace: Pace) {
  const { rows: n, cols: d, data } = points;
  const means = new Float64Array(k * d);
  // Never 0, as in scikit-learn: a component that lost all its points keeps a weight to divide by.
  const sizes = new Float64Array(k).fill(10 * Number.EPSILON);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < k; j++) {
      const share = responsibilities[i * k + j];
      if (share === 0) continue;
      sizes[j] += share;
      for (let p = i * d, q = j * d, end = p + d; p < end; p++, q++) means[q] += share * data[p];
    }
    if (pace.spend(k * d)) await pace.turn();
  }
  for (let j = 0; j < k; j++) for (let q = j * d; q < (j + 1) * d; q++) means[q] /= sizes[j];
  return { means, sizes };
}

async function fullCovariances(
  points: Matrix,
  responsibilities: Float64Array,
  means: Float64Array,
  sizes: Float64Array,
  pace: Pace,
): Promise<Float64Array> {
  const { rows: n, cols: d } = points;
  const k = sizes.length;
  const covariances = new Float64Array(k * d * d);
  for (let j = 0; j < k; j++) {
    const least = (negligible * sizes[j]) / n;
    const weight = (i: number) => (responsibilities[i * k + j] > least ? responsibilities[i * k + j] : 0);
    const scatter = await weightedScatter(points, means.subarray(j * d, (j + 1) * d), weight, pace);
    for (let p = 0; p < scatter.length; p++) covariances[j * d * d + p] = scatter[p] / sizes[j];
    if (pace.spend(d * d)) await pace.turn();
  }
  return covariances;
}

/** Total scatter less that of the means: what is left within the components. */
function tiedCovariance({ mean, scatter }: TotalScatter, means: Float64Array, weights: Float64Array, n: number): Float64Array {
  const d = mean.length;
  const covariance = scatter.map((value) => value / n);
  const away = new Float64Array(d);
  weights.forEach((weight, j) => {
    for (let c = 0; c < d; c++) away[c] = means[j * d + c] - mean[c];
    for (let a = 0; a < d; a++) {
      const part = weight * away[a];
      for (let b = 0, p = a * d; b < d; b++, p++) covariance[p] -= part * away[b];
    }
  });
  return covariance;
}

/** [k, d] variances along the axes. */
async function variances(
  points: Matrix,
  responsibilities: Float64Array,
  means: Float64Array,
  sizes: Float64Array,
  pace: Pace,
): Promise<Float64Array> {
  const { rows: n, cols: d, data } = points;
  const k = sizes.length;
  const out = new Float64Array(k * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < k; j++) {
      const share = responsibilities[i * k + j];
      if (share === 0) continue;
      for (let p = i * d, q = j * d, end = p + d; p < end; p++, q++) {
        const difference = data[p] - means[q];
        out[q] += share * difference * difference;
      }
    }
    if (pace.spend(k * d)) await pace.turn();
  }
  for (let j = 0; j < k; j++) for (let q = j * d; q < (j + 1) * d; q++) out[q] /= sizes[j];
  return out;
}

function meansOfRows(values: Float64Array, rows: number, cols: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, j) => {
    let sum = 0;
    for (let q = j * cols; q < (j + 1) * cols; q++) sum += values[q];
    return sum / cols;
  });
}
