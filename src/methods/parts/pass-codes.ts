import type { Matrix } from "../../core/matrix";
import * as tf from "../../nn/tfjs";
import { giveUpThread } from "../../nn/turn-work";

/** Codes that pass at once: enough to keep a product busy. */
const rowsAtOnce = 2048;

/**
 * Hands out what `pass` makes of all codes [n, d], block by block: `take` gets the values made of a block's codes [rows, d] and the index
 * of its first. Gives up the thread between blocks; throws the signal's reason when that aborts.
 */
export async function passCodes(
  { data, rows: n, cols: d }: Matrix,
  signal: AbortSignal,
  pass: (codes: tf.Tensor2D) => tf.Tensor,
  take: (values: Float32Array, from: number, rows: number) => void,
): Promise<void> {
  for (let from = 0; from < n; from += rowsAtOnce) {
    if (from > 0) await giveUpThread();
    signal.throwIfAborted();
    const rows = Math.min(rowsAtOnce, n - from);
    const made = tf.tidy(() => pass(tf.tensor2d(data.slice(from * d, (from + rows) * d), [rows, d])));
    try {
      take((await made.data()) as Float32Array, from, rows);
    } finally {
      made.dispose();
    }
  }
}
