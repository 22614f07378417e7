import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { runJob } from "../native/job";
import { nativeOf } from "../native/native";
import * as tf from "../tfjs";
import type { SparseRows } from "./sparse-product";

/** A [rows, cols] in compressed sparse rows, x [cols, width] → A x [rows, width]; neither without entries. */
export function sparseProductOnWasm(
  backend: BackendWasm,
  { rows, starts, columns, values }: SparseRows,
  x: tf.Tensor,
): tf.Tensor {
  const native = nativeOf(backend);
  const { address } = native;
  const width = x.shape[1] ?? 0;
  const out = backend.makeOutput([rows, width], "float32");
  runJob(native, {
    kind: "sparseRows",
    count: rows,
    grain: 16,
    work: columns.size * width,
    scratchBytes: 0,
    args: [address(starts), address(columns), address(x), address(out), address(values), width],
  });
  return tf.engine().makeTensorFromTensorInfo(out);
}
