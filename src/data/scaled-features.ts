import type { Matrix } from "../core/matrix";

/** Features made ready for networks. */
export interface ScaledFeatures {
  /** [n, d] */
  readonly vectors: Matrix;
  /** Columns in which all rows are alike, as far as single precision tells. */
  readonly constant: number;
  /** [d] 1 for the others. */
  readonly varies: ArrayLike<number>;
  /** 1 / s; 0 where all rows are alike. */
  readonly scale: number;
}

/**
 * A copy of `features` [n, d] that networks learn well from: (x - mean of its column) / s, with one s for all columns, the root of their
 * mean variance. Distances keep their proportions. Columns in which all rows are alike become zeros.
 */
export function scaledFeatures({ data, rows, cols }: Matrix): ScaledFeatures {
  const means = new Float64Array(cols);
  for (let i = 0, p = 0; i < rows; i++) for (let j = 0; j < cols; j++) means[j] += data[p++];
  for (let j = 0; j < cols; j++) means[j] /= rows;
  const squares = new Float64Array(cols);
  for (let i = 0, p = 0; i < rows; i++) for (let j = 0; j < cols; j++) squares[j] += (data[p++] - means[j]) ** 2;
  // Differences below what single precision tells apart are no differences; a large mean must not make others' look so.
  const varies = squares.map((sum, j) => (sum > rows * (means[j] * 1e-7) ** 2 ? 1 : 0));
  const total = squares.reduce((sum, square, j) => sum + square * varies[j], 0);
  const scale = total > 0 ? Math.sqrt(data.length / total) : 0;
  const scaled = new Float32Array(data.length);
  for (let i = 0, p = 0; i < rows; i++)
    for (let j = 0; j < cols; j++, p++) scaled[p] = varies[j] ? (data[p] - means[j]) * scale : 0;
  return { vectors: { data: scaled, rows, cols }, constant: varies.filter((one) => one === 0).length, varies, scale };
}
