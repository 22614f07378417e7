import { type Matrix, matrix } from "../core/matrix";
import type { Pace } from "../numerics/pace";
import { workAtOnce } from "./abortable-pace";
import type { MemberSample } from "./cluster-members";
import { fourDistances, takeFour } from "./four-distances";

/**
 * Mean silhouette (Rousseeuw, Journal of Computational and Applied Mathematics 20, 1987) of the sampled rows of `points`, by Euclidean
 * distances among them: (b - a) / max(a, b), where a is the mean distance to the others of the own cluster and b that to the
 * nearest other cluster; 0 for an image alone in its cluster. Needs two clusters.
 */
export async function meanSilhouette(points: Matrix, sample: MemberSample, pace: Pace): Promise<number> {
  const { starts, weights } = sample;
  const { within, nearest } = await clusterDistances(points, sample, pace);
  let sum = 0;
  let weightSum = 0;
  for (let cluster = 0; cluster + 1 < starts.length; cluster++) {
    const size = starts[cluster + 1] - starts[cluster];
    for (let row = starts[cluster]; row < starts[cluster + 1]; row++) {
      weightSum += weights[cluster];
      const own = within[row] / (size - 1);
      const greater = Math.max(own, nearest[row]);
      if (size > 1 && greater !== 0) sum += (weights[cluster] * (nearest[row] - own)) / greater;
    }
  }
  return sum / weightSum;
}

/** What a root and its place in the sums cost, in multiply-adds. */
const rootWork = 16;

interface ClusterDistances {
  /** [rows] sum of the distances to the others of the own cluster. */
  readonly within: Float64Array;
  /** [rows] mean distance to the nearest other cluster. */
  readonly nearest: Float64Array;
}

/**
 * Each pair's distance is taken once: four rows of a cluster against the rows behind them, cluster after cluster, so that no table of
 * rows by clusters is needed.
 */
async function clusterDistances(points: Matrix, { rows, starts }: MemberSample, pace: Pace): Promise<ClusterDistances> {
  const { cols } = points;
  const packed = packedRows(points, rows);
  const within = new Float64Array(rows.length);
  const nearest = new Float64Array(rows.length).fill(Number.POSITIVE_INFINITY);
  const toCluster = new Float64Array(rows.length);
  const toOther = new Float64Array(4);
  const four = new Float64Array(4 * cols);
  const step = Math.max(2, Math.min(rows.length, Math.floor(workAtOnce / (4 * cols))));
  const distances = new Float64Array(4 * step);

  for (let cluster = 0; cluster + 1 < starts.length; cluster++) {
    const start = starts[cluster];
    const end = starts[cluster + 1];
    toCluster.fill(0, end);
    for (let tile = start; tile < end; tile += 4) {
      const lanes = Math.min(4, end - tile);
      takeFour(packed, (lane) => tile + Math.min(lane, lanes - 1), four);
      for (let other = cluster; other + 1 < starts.length; other++) {
        const otherEnd = starts[other + 1];
        toOther.fill(0);
        for (let from = other === cluster ? tile : starts[other]; from < otherEnd; from += step) {
          const to = Math.min(otherEnd, from + step);
          fourDistances(four, packed, from, to, distances);
          for (let row = from; row < to; row++) {
            // Rows of one tile meet each other from both sides.
            const sums = other !== cluster ? toCluster : row < tile + 4 ? null : within;
            for (let lane = 0; lane < lanes; lane++) {
              const distance = Math.sqrt(distances[(row - from) * 4 + lane]);
              toOther[lane] += distance;
              if (sums) sums[row] += distance;
            }
          }
          if (pace.spend((to - from + 2) * 4 * (cols + rootWork))) await pace.turn();
        }
        for (let lane = 0; lane < lanes; lane++) {
          const row = tile + lane;
          if (other === cluster) within[row] += toOther[lane];
          else nearest[row] = Math.min(nearest[row], toOther[lane] / (otherEnd - starts[other]));
        }
      }
    }
    for (let row = end; row < rows.length; row++) nearest[row] = Math.min(nearest[row], toCluster[row] / (end - start));
  }
  return { within, nearest };
}

function packedRows({ data, cols }: Matrix, rows: Int32Array): Matrix {
  const packed = new Float32Array(rows.length * cols);
  rows.forEach((row, at) => {
    packed.set(data.subarray(row * cols, (row + 1) * cols), at * cols);
  });
  return matrix(packed, rows.length, cols);
}
