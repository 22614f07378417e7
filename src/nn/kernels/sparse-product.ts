import * as tf from "../tfjs";
import { wasmBackend } from "./wasm-heap";
import { sparseProductOnWasm } from "./wasm-sparse-product";
import { webgpuBackend } from "./webgpu-program";
import { sparseProductOnGpu } from "./webgpu-sparse-product";

/** A matrix on the host in compressed sparse rows, as numerics/sparse-matrix.ts has it. */
export interface CompressedRows {
  readonly rows: number;
  readonly cols: number;
  /** [rows + 1]: the entries of row r are those at starts[r] up to starts[r + 1]. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: ArrayLike<number>;
}

/** The same on the device. */
export interface SparseRows {
  readonly rows: number;
  readonly cols: number;
  /** [rows + 1], int32 */
  readonly starts: tf.Tensor1D;
  /** [entries], int32 */
  readonly columns: tf.Tensor1D;
  /** [entries], float32 */
  readonly values: tf.Tensor1D;
}

/** A sparse matrix A on the device, with Aᵀ beside it for the gradient: one and the same where A is symmetric. */
export interface ResidentSparse {
  readonly rows: number;
  readonly cols: number;
  /** Entries of A. */
  readonly entries: number;
  readonly forth: SparseRows;
  readonly back: SparseRows;
  dispose(): void;
}

/**
 * Uploads A [rows, cols] once for many products. `transposed` is Aᵀ, or A itself where A is symmetric: gradients need it. Survives
 * tidy; the caller disposes it. Throws where the shapes do not fit.
 */
export function uploadSparse(matrix: CompressedRows, transposed: CompressedRows): ResidentSparse {
  if (transposed.rows !== matrix.cols || transposed.cols !== matrix.rows || transposed.columns.length !== matrix.columns.length) {
    throw new Error(
      `uploadSparse: [${transposed.rows}, ${transposed.cols}] with ${transposed.columns.length} entries is not the transpose of [${matrix.rows}, ${matrix.cols}] with ${matrix.columns.length}.`,
    );
  }
  const forth = upload(matrix);
  const back = transposed === matrix ? forth : upload(transposed);
  return {
    rows: matrix.rows,
    cols: matrix.cols,
    entries: matrix.columns.length,
    forth,
    back,
    dispose() {
      for (const { starts, columns, values } of new Set([forth, back])) tf.dispose([starts, columns, values]);
    },
  };
}

function upload({ rows, cols, starts, columns, values }: CompressedRows): SparseRows {
  return {
    rows,
    cols,
    starts: tf.keep(tf.tensor1d(starts.slice(), "int32")),
    columns: tf.keep(tf.tensor1d(columns.slice(), "int32")),
    values: tf.keep(tf.tensor1d(Float32Array.from(values))),
  };
}

/**
 * A x for a sparse A [rows, cols] and a dense x [cols, width] → [rows, width]. Differentiable in x: the gradient is Aᵀ times that
 * of the result. Memory and work grow with the entries, never with rows · cols. Throws where A and x do not share cols.
 */
export function sparseProduct(a: ResidentSparse, x: tf.Tensor2D): tf.Tensor2D {
  if (x.shape[0] !== a.cols) {
    throw new Error(`sparseProduct: A [${a.rows}, ${a.cols}] and x must share ${a.cols} rows, got x [${x.shape.join(", ")}].`);
  }
  const product = tf.customGrad((dense) => ({
    value: rowsTimes(a.forth, dense as tf.Tensor2D),
    gradFunc: (slope) => [rowsTimes(a.back, slope as tf.Tensor2D)],
  }));
  return product(x) as tf.Tensor2D;
}

/** Aᵀ g for g [rows, width] → [cols, width]: the gradient of `sparseProduct` by itself. */
export function sparseProductGradient(a: ResidentSparse, g: tf.Tensor2D): tf.Tensor2D {
  return rowsTimes(a.back, g);
}

function rowsTimes(a: SparseRows, x: tf.Tensor2D): tf.Tensor2D {
  const width = x.shape[1];
  if (a.columns.size === 0 || width === 0) return tf.zeros([a.rows, width]);
  const wasm = wasmBackend();
  if (wasm) return sparseProductOnWasm(wasm, a, x) as tf.Tensor2D;
  const gpu = webgpuBackend();
  if (gpu) return sparseProductOnGpu(gpu, a, x) as tf.Tensor2D;
  return plainProduct(a, x);
}

/** Of tfjs operations: every entry takes its row of x, and the rows of one row of A are added up. */
function plainProduct({ rows, starts, columns, values }: SparseRows, x: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const weighted = tf.mul(tf.gather(x, columns), tf.expandDims(values, 1));
    // Where an entry's number passes a row's end, a row ends: counting those gives each entry its row.
    const ends = tf.slice(starts, 1, rows);
    const entries = tf.range(0, columns.size, 1, "int32");
    const rowOf = tf.reshape(tf.upperBound(ends, entries), [columns.size]) as tf.Tensor1D;
    return tf.unsortedSegmentSum(weighted, rowOf, rows) as tf.Tensor2D;
  });
}
