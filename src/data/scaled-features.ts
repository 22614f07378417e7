import type { Matrix } from "../core/matrix";

/**
 * A copy of `features` [n, d] that networks learn well from: (x - mean of its column) / s, with one s for all columns, the root of their
 * mean variance. Distances keep their proportions. Where all rows are equal, zeros.
 */
export function scaledFeatures({ data, rows, cols }: Matrix): Matrix {
  const means = new Float64Array(cols);
  for (let i = 0, p = 0; i < rows; i++) for (let j = 0; j < cols; j++) means[j] += data[p++];
  for (let j = 0; j < cols; j++) means[j] /= rows;
  let squares = 0;
  for (let i = 0, p = 0; i < rows; i++) for (let j = 0; j < cols; j++) squares += (data[p++] - means[j]) ** 2;
  const deviation = Math.sqrt(squares / data.length);
  // Differences below what single precision tells apart are no differences.
  const largest = means.reduce((most, mean) => Math.max(most, Math.abs(mean)), 0);
  const scale = deviation > largest * 1e-7 ? 1 / deviation : 0;
  const scaled = new Float32Array(data.length);
  for (let i = 0, p = 0; i < rows; i++) for (let j = 0; j < cols; j++, p++) scaled[p] = (data[p] - means[j]) * scale;
  return { data: scaled, rows, cols };
}
