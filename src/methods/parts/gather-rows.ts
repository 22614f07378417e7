import type { Matrix } from "../../core/matrix";

/** Rows `indices` of `m` [n, d], copied one after the other: [indices, d]. */
export function gatherRows(m: Matrix, indices: Int32Array): Float32Array {
  const out = new Float32Array(indices.length * m.cols);
  for (let i = 0; i < indices.length; i++) out.set(m.data.subarray(indices[i] * m.cols, (indices[i] + 1) * m.cols), i * m.cols);
  return out;
}
