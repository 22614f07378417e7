import { type Matrix, matrix } from "../../core/matrix";
import type { Coder } from "../../nn/encoders/coder";
import { logSoftmaxRows } from "../../nn/kernels/log-softmax-rows";
import * as tf from "../../nn/tfjs";
import { giveUpThread } from "../../nn/turn-work";

/** Codes that pass through a head at once. */
const rowsAtOnce = 2048;

/** What a head makes of all codes [n, d] as they are: softmax of its outputs, [n, k]. Gives up the thread between blocks. */
export async function headAssignments(
  codes: Matrix,
  head: Pick<Coder, "apply">,
  k: number,
  signal: AbortSignal,
): Promise<Matrix> {
  const q = matrix(new Float32Array(codes.rows * k), codes.rows, k);
  for (let from = 0; from < codes.rows; from += rowsAtOnce) {
    if (from > 0) await giveUpThread();
    signal.throwIfAborted();
    const part = codes.data.slice(from * codes.cols, (from + rowsAtOnce) * codes.cols);
    const assigned = tf.tidy(() => {
      const rows = tf.tensor2d(part, [part.length / codes.cols, codes.cols]);
      return tf.exp(logSoftmaxRows(head.apply(rows) as tf.Tensor2D));
    });
    q.data.set(await assigned.data(), from * k);
    assigned.dispose();
  }
  return q;
}
