import type { Rng } from "../../core/rng";
import { dense } from "../layers/dense";
import * as tf from "../tfjs";
import { prefixed } from "./coder";

/** Tells whether features and a code come of the same picture. */
export interface PairDiscriminator {
  /** Multiply-adds for the features of one place and the code beside them. */
  readonly work: number;
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** Features [b, places, f] and codes [b, d] → logits [b · places, 1]: every place is judged beside its picture's code. */
  apply(features: tf.Tensor3D, codes: tf.Tensor2D): tf.Tensor2D;
}

/**
 * relu(C U + z V) → relu(W ·) → a logit. The first layer is that of features and code laid side by side, taken apart so that a code is
 * multiplied once and not once for every place. Started from `rng`; the caller disposes the variables.
 */
export function pairDiscriminator(features: number, codeSize: number, hidden: number, rng: Rng): PairDiscriminator {
  const ofFeatures = dense(features, hidden, "linear", rng.fork("features"));
  const ofCode = dense(codeSize, hidden, "linear", rng.fork("code"));
  const middle = dense(hidden, hidden, "relu", rng.fork("middle"));
  const score = dense(hidden, 1, "linear", rng.fork("score"));
  return {
    work: ofFeatures.work + ofCode.work + middle.work + score.work,
    variables: {
      ...prefixed("features", ofFeatures.variables),
      ...prefixed("code", ofCode.variables),
      ...prefixed("middle", middle.variables),
      ...prefixed("score", score.variables),
    },
    apply(places, codes) {
      const [b, count] = places.shape;
      const mine = tf.reshape(ofFeatures.apply(tf.reshape(places, [b * count, features])), [b, count, hidden]);
      const both = tf.relu(tf.add(mine, tf.expandDims(ofCode.apply(codes), 1)));
      return score.apply(middle.apply(tf.reshape(both, [b * count, hidden]))) as tf.Tensor2D;
    },
  };
}
