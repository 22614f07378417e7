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

/** A copy that shares nothing with `m`. */
export function copyMatrix(m: Matrix): Matrix {
  return { data: m.data.slice(), rows: m.rows, cols: m.cols };
}
