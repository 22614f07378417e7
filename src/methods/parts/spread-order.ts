import type { Matrix } from "../../core/matrix";

/** [d] the columns of `points` [n, d], greatest variance first, the lower one first among equals. */
export function spreadOrder({ data, rows, cols }: Matrix): Int32Array {
  const sums = new Float64Array(cols);
  const squares = new Float64Array(cols);
  const shift = data.subarray(0, cols);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let c = 0; c < cols; c++, p++) {
      const value = data[p] - shift[c];
      sums[c] += value;
      squares[c] += value * value;
    }
  }
  const spread = squares.map((square, c) => square - (sums[c] * sums[c]) / Math.max(1, rows));
  return Int32Array.from({ length: cols }, (_, c) => c).sort((a, b) => spread[b] - spread[a] || a - b);
}

/** `points` with its columns in the order of their spread: distances are as before, but grow fastest in the first columns. */
export function inSpreadOrder(points: Matrix): Matrix {
  const { data, rows, cols } = points;
  const order = spreadOrder(points);
  const sorted = new Float32Array(data.length);
  for (let i = 0, p = 0; i < rows; i++) for (let c = 0; c < cols; c++, p++) sorted[p] = data[i * cols + order[c]];
  return { data: sorted, rows, cols };
}
