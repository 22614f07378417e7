import { logSoftmaxRows } from "../kernels/log-softmax-rows";
import { unitLength } from "../layers/unit-length";
import * as tf from "../tfjs";

/** Cosines of the columns of two soft assignments of the same images, [b, k] twice → [k, k]: the partition uncertainty index of PICA. */
export function partitionUncertainty(first: tf.Tensor2D, second: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(unitLength(tf.transpose(first)), unitLength(tf.transpose(second)), false, true);
}

/**
 * Partition confidence (Huang, Gong and Zhu 2020, eq. 6): the cross entropy of each row of those cosines with the cluster itself as the right
 * answer. log k where all columns are alike; never below log(1 + (k − 1)/e), when clusters share no image and both views agree. What keeps
 * clusters in use is missingEntropy.
 */
export function partitionConfidence(first: tf.Tensor2D, second: tf.Tensor2D): tf.Scalar {
  const k = first.shape[1];
  const log = logSoftmaxRows(partitionUncertainty(first, second));
  return tf.neg(tf.div(tf.sum(tf.mul(log, tf.eye(k))), k)) as tf.Scalar;
}
