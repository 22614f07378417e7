import type { Matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { shuffledBatches } from "../../nn/batches";
import type { Coder } from "../../nn/encoders/coder";
import { trainStep } from "../../nn/fit";
import { logSoftmaxRows } from "../../nn/kernels/log-softmax-rows";
import { adam } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { stepEvent } from "../method";
import { gatherRows } from "./gather-rows";

export interface HeadStart {
  /** [n, d] */
  readonly codes: Matrix;
  /** [n] in [0, k); what the head is to say. */
  readonly labels: Int32Array;
  /** k */
  readonly clusters: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly rng: Rng;
  readonly signal: AbortSignal;
}

/** Teaches a head a partition of the codes by cross-entropy, the codes held: what it starts from. A place to pause after each step. */
export async function* startHead(
  head: Coder,
  { codes, labels, clusters, epochs, batchSize, learningRate, rng, signal }: HeadStart,
): AsyncGenerator<ReturnType<typeof stepEvent>, void, void> {
  const optimizer = adam(head.variables);
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const rows of shuffledBatches(codes.rows, batchSize, rng)) {
        signal.throwIfAborted();
        const step = await trainStep(head.variables, optimizer, learningRate, () => {
          const x = tf.tensor2d(gatherRows(codes, rows), [rows.length, codes.cols]);
          const wanted = tf.oneHot(
            tf.tensor1d(
              Int32Array.from(rows, (i) => labels[i]),
              "int32",
            ),
            clusters,
          );
          const log = logSoftmaxRows(head.apply(x, "training") as tf.Tensor2D);
          return { total: tf.neg(tf.mean(tf.sum(tf.mul(tf.cast(wanted, "float32"), log), 1))) as tf.Scalar, terms: {} };
        });
        await step.losses();
        yield stepEvent(rows.length);
      }
    }
  } finally {
    optimizer.dispose();
  }
}
