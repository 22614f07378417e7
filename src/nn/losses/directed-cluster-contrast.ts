import { logSoftmaxRows } from "../kernels/log-softmax-rows";
import { unitLength } from "../layers/unit-length";
import * as tf from "../tfjs";

/**
 * Contrast of clusters in one direction (Xing 2023, eq. 4.7): each of the k columns of `first` [b, k], who is in the cluster, is to be told
 * from the other columns of `second` by being like the same one. Soft assignments of b images and of a neighbour of each; cosines lie in
 * [0, 1], hence it is never below log(1 + (k − 1)e^(−1/τ)).
 */
export function directedClusterContrast(first: tf.Tensor2D, second: tf.Tensor2D, temperature: number): tf.Scalar {
  const cosines = tf.matMul(unitLength(tf.transpose(first)), unitLength(tf.transpose(second)), false, true);
  const log = logSoftmaxRows(tf.div(cosines, temperature) as tf.Tensor2D);
  return tf.neg(tf.mean(tf.sum(tf.mul(log, tf.eye(first.shape[1])), 1))) as tf.Scalar;
}
