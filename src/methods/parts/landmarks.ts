import { type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { nearestNeighbours } from "../../nn/nearest-neighbours";
import type { WorkPace } from "./paced-work";

/** k-means looks at no more than this many points for each landmark: more would move the landmarks little. */
const pointsOfLandmark = 20;

/** `count` of the points [n, d], drawn without putting back. */
export function drawnLandmarks(points: Matrix, count: number, rng: Rng): Matrix {
  return rowsOf(points, rng.permutation(points.rows).subarray(0, count));
}

/** What moves landmarks to the means of the points they stand for. */
interface Placing {
  /** Rounds of k-means. */
  readonly iterations: number;
  readonly signal: AbortSignal;
  readonly pace: WorkPace;
}

/** `count` means [count, d] of the points [n, d], from drawn points on; k-means sees 20 points for each landmark at most. */
export function meanLandmarks(points: Matrix, count: number, rng: Rng, placing: Placing): Promise<Matrix> {
  const order = rng.permutation(points.rows).subarray(0, Math.min(points.rows, pointsOfLandmark * count));
  const sample = order.length < points.rows ? rowsOf(points, order) : points;
  return movedLandmarks(sample, rowsOf(points, order.subarray(0, count)), placing);
}

/**
 * `landmarks` [p, d] after a few rounds of k-means on `points` [n, d]. Unlike parts/kmeans.ts this is for hundreds of centres: it does
 * not wait until they rest, and measures by the search for neighbours. A landmark that nobody is nearest to stays where it is.
 */
export async function movedLandmarks(points: Matrix, landmarks: Matrix, { iterations, signal, pace }: Placing): Promise<Matrix> {
  let moved = landmarks;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const report = (done: number) => pace.report(iteration * points.rows + done);
    const options = { metric: "euclidean", queries: points, giveWay: pace.giveWay, signal, report } as const;
    const { indices } = await nearestNeighbours(moved, 1, options);
    moved = await meansOf(points, indices, moved, pace);
  }
  return moved;
}

/** Additions between two turns. */
const turnWork = 1e7;

/** Means of the points by their nearest landmark; a landmark without points stays. */
async function meansOf(points: Matrix, nearest: Int32Array, landmarks: Matrix, { giveWay }: WorkPace): Promise<Matrix> {
  const { rows, cols } = landmarks;
  const sums = new Float64Array(rows * cols);
  const sizes = new Int32Array(rows);
  const stretch = Math.max(1, Math.floor(turnWork / cols));
  for (let i = 0; i < points.rows; i++) {
    if (i > 0 && i % stretch === 0) await giveWay();
    const into = nearest[i] * cols;
    sizes[nearest[i]]++;
    for (let j = 0; j < cols; j++) sums[into + j] += points.data[i * cols + j];
  }
  const data = landmarks.data.slice();
  for (let m = 0; m < rows; m++) {
    if (sizes[m] === 0) continue;
    for (let j = 0; j < cols; j++) data[m * cols + j] = sums[m * cols + j] / sizes[m];
  }
  return matrix(data, rows, cols);
}

function rowsOf(points: Matrix, rows: Int32Array): Matrix {
  const data = new Float32Array(rows.length * points.cols);
  rows.forEach((row, i) => {
    data.set(points.data.subarray(row * points.cols, (row + 1) * points.cols), i * points.cols);
  });
  return matrix(data, rows.length, points.cols);
}
