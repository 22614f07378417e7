import { type Matrix, matrix } from "../../core/matrix";

/** Below this share of the largest column's spread a column is rounding, not a feature. */
const leastShare = 1e-6;

/** What brings each column of a matrix to mean 0 and standard deviation 1: (x − mean) · factor; the factor of one that does not vary is 0. */
export function columnScales({ data, rows, cols }: Matrix): { readonly means: Float64Array; readonly factors: Float64Array } {
  const means = new Float64Array(cols);
  const squares = new Float64Array(cols);
  for (let p = 0, i = 0; i < rows; i++) for (let c = 0; c < cols; c++) means[c] += data[p++] / rows;
  for (let p = 0, i = 0; i < rows; i++) for (let c = 0; c < cols; c++) squares[c] += (data[p++] - means[c]) ** 2 / rows;
  const deviations = squares.map(Math.sqrt);
  const least = leastShare * deviations.reduce((most, deviation) => Math.max(most, deviation), 0);
  return { means, factors: deviations.map((deviation) => (deviation > least ? 1 / deviation : 0)) };
}

/** `m` [n, d] with each column brought to mean 0 and standard deviation 1; columns that do not vary become 0. */
export function standardColumns(m: Matrix): Matrix {
  const { data, rows, cols } = m;
  const { means, factors } = columnScales(m);
  const out = new Float32Array(data.length);
  for (let p = 0, i = 0; i < rows; i++) for (let c = 0; c < cols; c++, p++) out[p] = (data[p] - means[c]) * factors[c];
  return matrix(out, rows, cols);
}
