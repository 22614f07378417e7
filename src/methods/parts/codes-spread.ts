import type { Matrix } from "../../core/matrix";

/** Root of the mean squared distance of the codes [n, d] from their mean: how far apart images lie, whatever d is. */
export function codesSpread({ data, rows, cols }: Matrix): number {
  const means = new Float64Array(cols);
  for (let p = 0, i = 0; i < rows; i++) for (let a = 0; a < cols; a++) means[a] += data[p++] / rows;
  let sum = 0;
  for (let p = 0, i = 0; i < rows; i++) for (let a = 0; a < cols; a++) sum += (data[p++] - means[a]) ** 2;
  return Math.sqrt(sum / Math.max(1, rows));
}
