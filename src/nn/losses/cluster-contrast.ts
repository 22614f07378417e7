import * as tf from "../tfjs";
import { clusterBalance } from "./cluster-balance";
import { instanceContrast } from "./instance-contrast";

/**
 * Contrast of clusters (Li et al. 2021, eq. 5): NT-Xent over the 2k columns of two soft assignments [b, k] of the same images, each column,
 * who is in the cluster, being one vector. It is to be told from all other columns but that of the same cluster in the other view.
 * A column of zeros, a cluster that died, has cosine 0 with all others. Cosines are in [0, 1] here, hence it is never below
 * log(1 + (2k − 2)e^(−1/τ)).
 */
export function clusterContrast(first: tf.Tensor2D, second: tf.Tensor2D, temperature: number): tf.Scalar {
  return instanceContrast(tf.transpose(first), tf.transpose(second), temperature);
}

/**
 * log k − H(p̄) of the mean p̄ of soft assignments q [b, k]: 0 where all clusters get the same share, log k where one gets all. Minimised
 * for each view, it keeps clusters in use (Li et al. 2021, eq. 7; Huang, Gong and Zhu 2020, eq. 7).
 */
export function missingEntropy(q: tf.Tensor2D): tf.Scalar {
  return tf.add(clusterBalance(q), Math.log(q.shape[1])) as tf.Scalar;
}
