import { type Matrix, matrix } from "../../core/matrix";
import type { Coder } from "../../nn/encoders/coder";
import { logSoftmaxRows } from "../../nn/kernels/log-softmax-rows";
import * as tf from "../../nn/tfjs";
import { passCodes } from "./pass-codes";

/** What a head makes of all codes [n, d] as they are: softmax of its outputs, [n, k]. Gives up the thread between blocks. */
export async function headAssignments(
  codes: Matrix,
  head: Pick<Coder, "apply">,
  k: number,
  signal: AbortSignal,
): Promise<Matrix> {
  const q = matrix(new Float32Array(codes.rows * k), codes.rows, k);
  const softened = (rows: tf.Tensor2D) => tf.exp(logSoftmaxRows(head.apply(rows) as tf.Tensor2D));
  await passCodes(codes, signal, softened, (values, from) => q.data.set(values, from * k));
  return q;
}
