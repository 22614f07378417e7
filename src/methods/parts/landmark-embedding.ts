import type { Matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { type NearestNeighbours, nearestNeighbours } from "../../nn/nearest-neighbours";
import { dotAt } from "../../numerics/dot";
import { largestEigenpairs } from "../../numerics/lanczos";
import type { WorkPace } from "./paced-work";

export interface LandmarkEmbedding {
  /** [dimensions] singular values of the scaled Z, greatest first; the first is 1. */
  readonly singularValues: Float64Array;
  /** [n, dimensions] row-major: left singular vectors. One of a singular value of 0 is 0. */
  readonly coordinates: Float64Array;
}

/** Weights of each point's nearest landmarks. */
interface Representation {
  /** Landmarks of a point. */
  readonly k: number;
  /** [n · k] */
  readonly indices: Int32Array;
  /** [n · k] */
  readonly weights: Float64Array;
}

/** Below this share of the first, a singular value is what rounding left of 0. */
const rank = 1e-7;

/**
 * Left singular vectors of the sparse representation of `points` [n, d] by `landmarks` [p, d] (Chen & Cai 2011, eq. 4-8): each point
 * by its `nearest` landmarks with Gaussian weights that add up to 1, each column then divided by the root of its sum. Through the
 * eigenvectors of the p × p matrix ZᵀZ: O(n p d) for the distances, p² numbers.
 */
export async function landmarkEmbedding(
  points: Matrix,
  landmarks: Matrix,
  dimensions: number,
  {
    nearest,
    bandwidth,
    rng,
    signal,
    pace,
  }: { nearest: number; bandwidth: number; rng: Rng; signal: AbortSignal; pace: WorkPace },
): Promise<LandmarkEmbedding> {
  const p = landmarks.rows;
  const found = await nearestNeighbours(landmarks, nearest, {
    metric: "euclidean",
    queries: points,
    signal,
    giveWay: pace.giveWay,
    report: pace.report,
  });
  const z = representation(found, points.rows, p, bandwidth);
  const gram = gramOf(z, points.rows, p);
  const multiply = (x: Float64Array, out: Float64Array) => {
    for (let i = 0; i < p; i++) out[i] = dotAt(gram, i * p, x, 0, p);
  };
  const { values, vectors } = await largestEigenpairs(multiply, p, dimensions, {
    rng,
    giveWay: pace.giveWay,
    workOfMultiplication: p * p,
  });
  const singularValues = values.map((value) => Math.sqrt(Math.max(0, value)));
  const coordinates = new Float64Array(points.rows * dimensions);
  for (let c = 0; c < dimensions; c++) {
    if (!(singularValues[c] > rank * singularValues[0])) continue;
    const scale = 1 / singularValues[c];
    for (let i = 0, e = 0; i < points.rows; i++) {
      let sum = 0;
      for (const end = e + z.k; e < end; e++) sum += z.weights[e] * vectors[c * p + z.indices[e]];
      coordinates[i * dimensions + c] = scale * sum;
    }
  }
  return { singularValues, coordinates };
}

/** Weights exp(−d² / 2σ²), σ being `bandwidth` times the mean distance to the last of the landmarks; rows add up to 1, then columns are scaled. */
function representation({ k, indices, distances }: NearestNeighbours, n: number, p: number, bandwidth: number): Representation {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += distances[i * k + k - 1];
  const width = (bandwidth * sum) / n;
  const weights = new Float64Array(n * k);
  const columns = new Float64Array(p);
  for (let i = 0; i < n; i++) {
    const from = i * k;
    let total = 0;
    for (let e = from; e < from + k; e++) {
      // Against the nearest landmark: the row is normalised, and a far point's weights must not all vanish.
      const beyond = distances[e] ** 2 - distances[from] ** 2;
      weights[e] = width > 0 ? Math.exp(-beyond / (2 * width * width)) : 1;
      total += weights[e];
    }
    for (let e = from; e < from + k; e++) {
      weights[e] /= total;
      columns[indices[e]] += weights[e];
    }
  }
  for (let e = 0; e < weights.length; e++) if (weights[e] > 0) weights[e] /= Math.sqrt(columns[indices[e]]);
  return { k, indices, weights };
}

/** ZᵀZ [p, p]; n k² multiply-adds. */
function gramOf({ k, indices, weights }: Representation, n: number, p: number): Float64Array {
  const gram = new Float64Array(p * p);
  for (let i = 0; i < n; i++) {
    for (let a = i * k; a < (i + 1) * k; a++) {
      for (let b = i * k; b < (i + 1) * k; b++) gram[indices[a] * p + indices[b]] += weights[a] * weights[b];
    }
  }
  return gram;
}
