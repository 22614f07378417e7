import * as tf from "../tfjs";

/** Agreements and shares below this count as this in a logarithm. */
const floor = 1e-8;

/** The two parts of SCAN's loss, one value for each head. */
export interface SemanticClustering {
  /** [m] −mean_i log⟨p_i, p_n(i)⟩ */
  readonly consistency: tf.Tensor1D;
  /** [m] H(mean_i p_i), in nats: log k where all clusters get the same share */
  readonly entropy: tf.Tensor1D;
}

/**
 * Semantic clustering by adopting nearest neighbours (Van Gansbeke et al. 2020, eq. 2): the loss of a head is its consistency − w ·
 * entropy. `p` and `neighbours` [m, b, k]: what m heads make of the images of a batch, and of a neighbour of each.
 */
export function semanticClustering(p: tf.Tensor3D, neighbours: tf.Tensor3D): SemanticClustering {
  const agreement = tf.sum(tf.mul(p, neighbours), 2);
  const shares = tf.mean(p, 1);
  return {
    consistency: tf.neg(tf.mean(tf.log(tf.maximum(agreement, floor)), 1)) as tf.Tensor1D,
    entropy: tf.neg(tf.sum(tf.mul(shares, tf.log(tf.maximum(shares, floor))), 1)) as tf.Tensor1D,
  };
}
