import { type Matrix, matrix } from "../../core/matrix";

/** [clusters, d] mean of the images of each cluster; zeros for an empty one. Images of label -1 are in none. */
export function clusterMeans({ data, rows, cols }: Matrix, labels: Int32Array, clusters: number): Matrix {
  const sums = new Float64Array(clusters * cols);
  const sizes = new Float64Array(clusters);
  for (let i = 0, p = 0; i < rows; i++, p = i * cols) {
    if (labels[i] < 0) continue;
    sizes[labels[i]]++;
    for (let c = 0, at = labels[i] * cols; c < cols; c++, p++, at++) sums[at] += data[p];
  }
  const means = Float32Array.from(sums, (sum, at) => sum / Math.max(1, sizes[Math.floor(at / cols)]));
  return matrix(means, clusters, cols);
}
