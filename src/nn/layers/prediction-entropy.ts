import { smallestOfRows } from "../kernels/top-k-rows";
import * as tf from "../tfjs";

/**
 * How uncertain predictions p [b, k] are: the entropy of the `top` largest probabilities of each row, brought to sum to 1, over
 * log `top`: [b] in [0, 1]. Zero for a sure row, one for one that does not know which of `top` classes (Zhu and Ma 2025, eq. 7, with
 * the two normalisations of Jia et al. 2021). Within tidy; without a gradient. On the host it is entropiesOf in
 * methods/parts/uncertain-predictions.ts.
 */
export function topEntropy(p: tf.Tensor2D, top: number): tf.Tensor1D {
  const [b, k] = p.shape;
  const kept = Math.min(top, k);
  if (kept < 2) return tf.zeros([b]);
  const largest = tf.neg(smallestOfRows(tf.neg(p), kept).values);
  const share = tf.div(largest, tf.maximum(tf.sum(largest, 1, true), 1e-30));
  const entropy = tf.sub(0, tf.sum(tf.mul(share, tf.log(tf.maximum(share, 1e-30))), 1));
  return tf.clipByValue(tf.div(entropy, Math.log(kept)), 0, 1) as tf.Tensor1D;
}
