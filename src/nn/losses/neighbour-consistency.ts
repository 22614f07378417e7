import * as tf from "../tfjs";

/** Entries of q below this count as this: one of them could otherwise weigh more than all others together. */
export const smallestAssignment = 1e-6;

/**
 * Neighbour consistency (Qian et al. 2025, eq. 3): the mean over the images of Σ_j (log q_ij − log q_n(i)j)², from the log soft
 * assignments of the images and of their neighbours, both [b, k], no entry below log 1e-6. It is zero wherever neighbours agree, also where
 * all images share one cluster.
 */
export function neighbourConsistency(logQ: tf.Tensor2D, logQOfNeighbours: tf.Tensor2D): tf.Scalar {
  const least = Math.log(smallestAssignment);
  const difference = tf.sub(tf.maximum(logQ, least), tf.maximum(logQOfNeighbours, least));
  return tf.mean(tf.sum(tf.square(difference), 1)) as tf.Scalar;
}
