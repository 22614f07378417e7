import type { Matrix } from "../core/matrix";

/**
 * A copy of `features` [n, d] that networks learn well from: (x - mean of its column) / s, with one s for all columns, the root of their
 * mean variance. Distances keep their proportions. Where all rows are equal, zeros.
 */
export function scaledFeatures({ data, rows, cols }: Matrix): Matrix {
  const means = new Float64Array(cols);
  for (let p = 0; p < data.length; p++) means[p % cols] += data[p] / rows;
  let variance = 0;
  for (let p = 0; p < data.length; p++) variance += (data[p] - means[p % cols]) ** 2 / data.length;
  // Differences below what single precision tells apart are no differences.
  const largest = means.reduce((most, mean) => Math.max(most, Math.abs(mean)), 0);
  const deviation = Math.sqrt(variance);
  const scale = deviation > largest * 1e-7 ? 1 / deviation : 0;
  return { data: Float32Array.from(data, (value, p) => (value - means[p % cols]) * scale), rows, cols };
}
