import { invariant } from "./assert";

/** Row-major matrix: element (i, j) is `data[i * cols + j]`. */
export interface Matrix {
  readonly data: Float32Array;
  readonly rows: number;
  readonly cols: number;
}

/** Wraps `data` (not copied) as a [rows, cols] matrix. Throws if the length disagrees. */
export function matrix(data: Float32Array, rows: number, cols: number): Matrix {
  invariant(data.length === rows * cols, `matrix: [${rows}, ${cols}] needs ${rows * cols} values, got ${data.length}`);
  return { data, rows, cols };
}

/** Row `index` as a view of length `cols`, not a copy. */
export function row(m: Matrix, index: number): Float32Array {
  return m.data.subarray(index * m.cols, (index + 1) * m.cols);
}

/** A copy that shares nothing with `m`. */
export function copyMatrix(m: Matrix): Matrix {
  return { data: m.data.slice(), rows: m.rows, cols: m.cols };
}

/** Squared Euclidean distance between row `i` of `a` and row `j` of `b`, accumulated in double precision. */
export function squaredDistance(a: Matrix, i: number, b: Matrix, j: number): number {
  let sum = 0;
  let p = i * a.cols;
  let q = j * b.cols;
  for (const end = p + a.cols; p < end; p++, q++) {
    const difference = a.data[p] - b.data[q];
    sum += difference * difference;
  }
  return sum;
}
