import { type Matrix, matrix } from "../../core/matrix";

/** Dot products of the rows of a [n, d] with those of b [k, d]: [n, k] */
export function rowProducts(a: Matrix, b: Matrix): Matrix {
  const { rows: n, cols: d } = a;
  const k = b.rows;
  const out = new Float32Array(n * k);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let c = 0; c < d; c++) sum += a.data[i * d + c] * b.data[j * d + c];
      out[i * k + j] = sum;
    }
  return matrix(out, n, k);
}

/** softmax(cos(a, b) / τ) of unit rows a [n, d] and rows b [k, d] of any length: [n, k] */
export function softmaxOfCosines(a: Matrix, b: Matrix, temperature: number): Matrix {
  const lengths = Array.from({ length: b.rows }, (_, j) => {
    let square = 1e-12;
    for (let c = 0; c < b.cols; c++) square += b.data[j * b.cols + c] ** 2;
    return Math.sqrt(square);
  });
  const { data, rows, cols } = rowProducts(a, b);
  for (let i = 0; i < rows; i++) {
    let most = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < cols; j++) {
      data[i * cols + j] /= lengths[j] * temperature;
      most = Math.max(most, data[i * cols + j]);
    }
    let sum = 0;
    for (let j = 0; j < cols; j++) {
      data[i * cols + j] = Math.exp(data[i * cols + j] - most);
      sum += data[i * cols + j];
    }
    for (let j = 0; j < cols; j++) data[i * cols + j] /= sum;
  }
  return matrix(data, rows, cols);
}
