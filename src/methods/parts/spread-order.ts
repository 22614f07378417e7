import type { Matrix } from "../../core/matrix";
import { type InParts, rangesOf } from "./kmeans-turns";

/** Work of one value, in multiply-adds: reading and placing it takes as long as so many. */
const workOfValue = 8;

/** [d] the columns of `points` [n, d], greatest variance first, the lower one first among equals. */
function* spreadOrder({ data, rows, cols }: Matrix): InParts<Int32Array> {
  const sums = new Float64Array(cols);
  const squares = new Float64Array(cols);
  for (const [from, to] of rangesOf(rows, cols * workOfValue)) {
    addSpread(data, cols, from, to, sums, squares);
    yield;
  }
  const spread = squares.map((square, c) => square - (sums[c] * sums[c]) / Math.max(1, rows));
  return Int32Array.from({ length: cols }, (_, c) => c).sort((a, b) => spread[b] - spread[a] || a - b);
}

/** Adds rows [from, to) less row 0, and their squares. */
function addSpread(data: Float32Array, cols: number, from: number, to: number, sums: Float64Array, squares: Float64Array): void {
  for (let i = from, p = from * cols; i < to; i++) {
    for (let c = 0; c < cols; c++, p++) {
      const value = data[p] - data[c];
      sums[c] += value;
      squares[c] += value * value;
    }
  }
}

/**
 * Fills `sorted` [n, d] with `points` [n, d], their columns in the order of their spread: distances are as before, but grow fastest
 * in the first columns.
 */
export function* fillInSpreadOrder(points: Matrix, sorted: Float32Array | Float64Array): InParts<void> {
  const { data, rows, cols } = points;
  const order = yield* spreadOrder(points);
  for (const [from, to] of rangesOf(rows, cols * workOfValue)) {
    fillRows(data, order, from, to, sorted);
    yield;
  }
}

function fillRows(data: Float32Array, order: Int32Array, from: number, to: number, sorted: Float32Array | Float64Array): void {
  const cols = order.length;
  for (let i = from, p = from * cols; i < to; i++) for (let c = 0; c < cols; c++, p++) sorted[p] = data[i * cols + order[c]];
}

/** `points` with its columns in the order of their spread. */
export function* inSpreadOrder(points: Matrix): InParts<Matrix> {
  const sorted = new Float32Array(points.data.length);
  yield* fillInSpreadOrder(points, sorted);
  return { data: sorted, rows: points.rows, cols: points.cols };
}
