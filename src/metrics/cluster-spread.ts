import type { Matrix } from "../core/matrix";
import type { Pace } from "../numerics/pace";
import type { ClusterMembers } from "./cluster-members";

export interface ClusterSpread {
  readonly daviesBouldin: number;
  readonly calinskiHarabasz: number;
}

/**
 * How wide clusters are against how far apart, in double precision; scikit-learn's definitions. Needs two clusters.
 *
 * Davies-Bouldin (IEEE PAMI 1, 1979): the mean over clusters of the worst (s_i + s_j) / d_ij, where s is the mean distance to the own
 * centroid and d that between centroids. Calinski-Harabasz (Communications in Statistics 3, 1974): dispersion between
 * clusters over that within, each over its degrees of freedom.
 */
export async function clusterSpread(points: Matrix, members: ClusterMembers, pace: Pace): Promise<ClusterSpread> {
  const { data, cols } = points;
  const { rows, starts } = members;
  const clusters = starts.length - 1;
  const centroids = new Float64Array(clusters * cols);
  const mean = new Float64Array(cols);
  const spreads = new Float64Array(clusters);
  let between = 0;
  let within = 0;

  for (let cluster = 0; cluster < clusters; cluster++) {
    const centroid = centroids.subarray(cluster * cols, (cluster + 1) * cols);
    const size = starts[cluster + 1] - starts[cluster];
    for (let at = starts[cluster]; at < starts[cluster + 1]; at++) {
      const first = rows[at] * cols;
      for (let p = 0; p < cols; p++) centroid[p] += data[first + p];
      if (pace.spend(cols)) await pace.turn();
    }
    for (let p = 0; p < cols; p++) {
      mean[p] += centroid[p] / rows.length;
      centroid[p] /= size;
    }
    for (let at = starts[cluster]; at < starts[cluster + 1]; at++) {
      const first = rows[at] * cols;
      let squares = 0;
      for (let p = 0; p < cols; p++) squares += (data[first + p] - centroid[p]) ** 2;
      within += squares;
      spreads[cluster] += Math.sqrt(squares) / size;
      if (pace.spend(cols)) await pace.turn();
    }
  }
  for (let cluster = 0; cluster < clusters; cluster++) {
    let squares = 0;
    for (let p = 0; p < cols; p++) squares += (centroids[cluster * cols + p] - mean[p]) ** 2;
    between += squares * (starts[cluster + 1] - starts[cluster]);
  }
  return {
    daviesBouldin: await worstNeighbours(centroids, spreads, cols, pace),
    calinskiHarabasz: within === 0 ? 1 : (between * (rows.length - clusters)) / (within * (clusters - 1)),
  };
}

/** What a pair of centroids costs besides their distance, in multiply-adds. */
const pairWork = 8;

/** Centroids nearer than this are one, and spreads below it none, as numpy's allclose has it. */
const nothing = 1e-8;

/** Mean over clusters of the worst ratio of spreads to distance; clusters with one centroid don't count against each other. */
async function worstNeighbours(centroids: Float64Array, spreads: Float64Array, cols: number, pace: Pace): Promise<number> {
  const worst = new Float64Array(spreads.length);
  let farthest = 0;
  for (let i = 0; i < spreads.length; i++) {
    for (let j = 0; j < i; j++) {
      let squares = 0;
      for (let p = 0; p < cols; p++) squares += (centroids[i * cols + p] - centroids[j * cols + p]) ** 2;
      if (squares === 0) continue;
      const distance = Math.sqrt(squares);
      farthest = Math.max(farthest, distance);
      const ratio = (spreads[i] + spreads[j]) / distance;
      worst[i] = Math.max(worst[i], ratio);
      worst[j] = Math.max(worst[j], ratio);
    }
    if (pace.spend(i * (cols + pairWork))) await pace.turn();
  }
  if (farthest <= nothing || spreads.every((spread) => spread <= nothing)) return 0;
  return worst.reduce((sum, ratio) => sum + ratio, 0) / worst.length;
}
