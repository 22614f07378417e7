import * as tf from "../tfjs";

/** Entries of the joint and of its margins below this count as this. */
const floor = 1e-8;

/** How often two views of an image are put into clusters i and j: the symmetric mean over b of p_i p'_j. [b, k] twice → [k, k], of sum 1. */
export function jointAssignment(first: tf.Tensor2D, second: tf.Tensor2D): tf.Tensor2D {
  const joint = tf.div(tf.matMul(first, second, true, false), first.shape[0]);
  return tf.div(tf.add(joint, tf.transpose(joint)), 2) as tf.Tensor2D;
}

/**
 * Minus the mutual information of the clusters of two views (Ji, Henriques and Vedaldi 2019, eq. 3): −Σ P_ij (log P_ij − λ log P_i − λ log P_j)
 * from soft assignments [b, k]. With λ = 1 it is −log k at best, each view being sure, alike and all clusters of one size, and 0 where one
 * view tells nothing of the other, as when all share one cluster. A λ above 1 asks more for even sizes.
 */
export function invariantInformation(first: tf.Tensor2D, second: tf.Tensor2D, evenness = 1): tf.Scalar {
  const joint = jointAssignment(first, second);
  const margin = tf.log(tf.maximum(tf.sum(joint, 1, true), floor));
  const held = tf.maximum(joint, floor);
  // Symmetric: rows and columns have the same margins.
  const independent = tf.mul(tf.add(margin, tf.transpose(margin)), evenness);
  return tf.sum(tf.mul(held, tf.sub(independent, tf.log(held)))) as tf.Scalar;
}
