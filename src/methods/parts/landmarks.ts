import { type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { nearestNeighbours } from "../../nn/nearest-neighbours";
import type { WorkPace } from "./paced-work";

/** k-means looks at no more than this many points for each landmark: more would move the landmarks little. */
const pointsOfLandmark = 20;
/** Rounds in which landmarks are spread, once a few are there. */
const roundsOfSpread = 16;

/** `count` of the points [n, d], drawn without putting back. */
export function drawnLandmarks(points: Matrix, count: number, rng: Rng): Matrix {
  return rowsOf(points, rng.permutation(points.rows).subarray(0, count));
}

/** The landmarks' k-means, and how it stays in touch with its run. */
interface Placing {
  /** Rounds of k-means. */
  readonly iterations: number;
  readonly signal: AbortSignal;
  readonly pace: WorkPace;
}

/** `count` means [count, d] of the points [n, d], from spread points on; k-means sees 20 points for each landmark at most. */
export async function meanLandmarks(points: Matrix, count: number, rng: Rng, placing: Placing): Promise<Matrix> {
  const seen = Math.min(points.rows, pointsOfLandmark * count);
  const sample = seen < points.rows ? drawnLandmarks(points, seen, rng.fork("sample")) : points;
  let passes = 0;
  // Every search is a pass over all images that are looked at.
  const pace: WorkPace = {
    giveWay: placing.pace.giveWay,
    report(done) {
      placing.pace.report(passes * seen + done);
      if (done === seen) passes++;
    },
  };
  const start = await spreadLandmarks(sample, count, rng.fork("spread"), { ...placing, pace });
  return movedLandmarks(sample, start, { ...placing, pace });
}

/**
 * `count` of the points, each drawn with probability proportional to its squared distance to those drawn before (k-means++), in
 * rounds whose draws do not see each other (as in Bahmani et al. 2012), so that distances are measured for many at once: some
 * twenty rounds. From a start drawn evenly the rarer shapes would have too few landmarks, which costs clusters.
 */
export async function spreadLandmarks(
  points: Matrix,
  count: number,
  rng: Rng,
  { signal, pace }: Pick<Placing, "signal" | "pace">,
): Promise<Matrix> {
  const left = new Float64Array(points.rows).fill(1);
  const chosen: number[] = [];
  for (let first = true; chosen.length < count; first = false) {
    const most = first ? 1 : Math.max(1, Math.min(chosen.length, Math.ceil(count / roundsOfSpread)));
    const draw = drawRound(left, Math.min(most, count - chosen.length), chosen, rng);
    chosen.push(...draw);
    if (chosen.length === count) break;
    const { distances } = await nearestNeighbours(rowsOf(points, Int32Array.from(draw)), 1, {
      metric: "euclidean",
      queries: points,
      giveWay: pace.giveWay,
      signal,
      report: pace.report,
    });
    for (let i = 0; i < left.length; i++) left[i] = first ? distances[i] ** 2 : Math.min(left[i], distances[i] ** 2);
    for (const i of chosen) left[i] = 0;
  }
  return rowsOf(points, Int32Array.from(chosen));
}

/** Up to `most` points by their weights, each once; where no weight is left, points that are not chosen, all of which lie on chosen ones. */
function drawRound(weights: Float64Array, most: number, chosen: readonly number[], rng: Rng): number[] {
  const draw: number[] = [];
  while (draw.length < most && weights.some((weight) => weight > 0)) {
    const i = rng.weighted(weights);
    weights[i] = 0;
    draw.push(i);
  }
  const taken = new Set([...chosen, ...draw]);
  for (let i = 0; draw.length < most; i++) if (!taken.has(i)) draw.push(i);
  return draw;
}

/**
 * `landmarks` [p, d] after a few rounds of k-means on `points` [n, d]. Unlike parts/kmeans.ts this is for hundreds of centres: it does
 * not wait until they rest, and measures by the search for neighbours. A landmark that nobody is nearest to stays where it is.
 */
export async function movedLandmarks(points: Matrix, landmarks: Matrix, { iterations, signal, pace }: Placing): Promise<Matrix> {
  let moved = landmarks;
  const options = { metric: "euclidean", queries: points, giveWay: pace.giveWay, signal, report: pace.report } as const;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const { indices } = await nearestNeighbours(moved, 1, options);
    moved = await meansOf(points, indices, moved, pace);
  }
  return moved;
}

/** Additions between two turns: each reads a place in memory of its own. */
const turnWork = 2e6;

/** Means of the points by their nearest landmark; a landmark without points stays. */
async function meansOf(points: Matrix, nearest: Int32Array, landmarks: Matrix, { giveWay }: WorkPace): Promise<Matrix> {
  const { rows, cols } = landmarks;
  const sums = new Float64Array(rows * cols);
  const sizes = new Int32Array(rows);
  const stretch = Math.max(1, Math.floor(turnWork / cols));
  for (let i = 0; i < points.rows; i++) {
    if (i % stretch === 0) await giveWay();
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
