import type { Matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import type { stepEvent } from "../method";
import { fitMixture, type MixtureFit } from "./gaussian-mixture";

/** Added to every variance, as a share of the points' mean variance. */
const ridgeShare = 1e-6;
/** Where all points are one, any variance will do. */
const leastRidge = 1e-12;

/** A partition by a Gaussian mixture of full covariances. */
export interface MixturePartition {
  /** [n] the component that has the largest share of the point. */
  readonly labels: Int32Array;
  /** [n] that share. */
  readonly confidence: Float32Array;
  /** [k, d] */
  readonly means: Float64Array;
  /** Mean log-likelihood of a point. */
  readonly lowerBound: number;
  readonly iterations: number;
}

export interface MixtureOptions {
  readonly clusters: number;
  /** Does not advance. */
  readonly rng: Rng;
  readonly signal: AbortSignal;
}

/** One fit of k Gaussians of full covariance to `points` [n, d], from a k-means of its own. */
export async function* mixturePartition(
  points: Matrix,
  { clusters, rng, signal }: MixtureOptions,
): AsyncGenerator<ReturnType<typeof stepEvent>, MixturePartition, void> {
  const ridge = Math.max(leastRidge, ridgeShare * meanVariance(points));
  const fit = yield* fitMixture(points, { kind: "full", start: clusters, ridge, rng, signal });
  const { means, lowerBound, iterations } = fit;
  return { ...ownComponents(fit, points.rows, clusters), means, lowerBound, iterations };
}

function ownComponents({ responsibilities }: MixtureFit, n: number, k: number) {
  const labels = new Int32Array(n);
  const confidence = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    let own = 0;
    for (let j = 1; j < k; j++) if (responsibilities[i * k + j] > responsibilities[i * k + own]) own = j;
    labels[i] = own;
    confidence[i] = Math.min(1, responsibilities[i * k + own]);
  }
  return { labels, confidence };
}

function meanVariance({ data, rows, cols }: Matrix): number {
  let total = 0;
  for (let c = 0; c < cols; c++) {
    let sum = 0;
    for (let p = c; p < data.length; p += cols) sum += data[p];
    const mean = sum / rows;
    for (let p = c; p < data.length; p += cols) total += (data[p] - mean) ** 2;
  }
  return total / (rows * cols);
}
