import type { Coder } from "../../nn/encoders/coder";
import type { Loss } from "../../nn/fit";
import { logSoftAssignment } from "../../nn/kernels/log-soft-assignment";
import { compactMaps } from "../../nn/layers/compact-maps";
import { klDivergence } from "../../nn/losses/kl";
import { linearised } from "../../nn/losses/linearised";
import { reconstructionError } from "../../nn/losses/reconstruction";
import * as tf from "../../nn/tfjs";
import { passed } from "./encoded-layers";
import type { GraphSlopes } from "./graph-head";

export interface SdcnLossInput {
  /** [b, h, w, c] */
  readonly batch: tf.Tensor4D;
  /** P of the batch: [b, k]. */
  readonly target: tf.Tensor2D;
  /** [k, d] */
  readonly centres: tf.Tensor2D;
  /** Student-t's degrees of freedom. */
  readonly alpha: number;
  /** Of KL(P‖Q). */
  readonly gamma: number;
  /** What the graph network's loss asks of the encoder, and which of the `count` images it was computed over are the batch's. */
  readonly graph?: { readonly slopes: GraphSlopes; readonly delta: number; readonly rows: Int32Array; readonly count: number };
}

/**
 * SDCN's loss, mean squared error + γ KL(P‖Q) + δ KL(P‖Z) (Bo et al. 2020, eq. 16), of the encoder's `stages`, the decoder and the
 * centres. KL(P‖Z), which needs all images at once, was computed by GraphHead.slopes: its value, and its gradient to each layer of the
 * encoder, come in here, so that the gradient of the three is that of one expression. Without `graph` the encoder learns nothing of it.
 */
export function sdcnLoss(
  { stages, decoder }: { readonly stages: readonly Coder[]; readonly decoder: Coder },
  { batch, target, centres, alpha, gamma, graph }: SdcnLossInput,
): Loss {
  const hidden = passed(batch, stages, "training", compactMaps);
  const codes = hidden[hidden.length - 1];
  const clustering = klDivergence(target, logSoftAssignment(codes, centres, alpha));
  const reconstruction = reconstructionError(batch, decoder.apply(codes, "training"));
  const own = tf.add(reconstruction, tf.mul(clustering, gamma)) as tf.Scalar;
  if (!graph) return { total: own, terms: { reconstruction, clustering } };
  const { slopes, delta, rows, count } = graph;
  // The slopes are those of a mean over all images; the loss of a part is a mean over its own.
  const at = tf.tensor1d(rows.slice(), "int32");
  const parts = slopes.hidden.map((slope) => tf.mul(tf.gather(slope, at), count / rows.length));
  const delivered = linearised(tf.scalar(delta * slopes.divergence), hidden, parts);
  const terms = { reconstruction, clustering, graph: tf.scalar(slopes.divergence) };
  return { total: tf.add(own, delivered) as tf.Scalar, terms };
}
