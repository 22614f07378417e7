import { logSoftmaxRows } from "../kernels/log-softmax-rows";
import { unitLength } from "../layers/unit-length";
import * as tf from "../tfjs";

/** Stands for log 0. */
const never = -1e30;

/**
 * NT-Xent (Chen et al. 2020, eq. 1): how hard each of 2b vectors, two views of b things, is to tell from all others but for its
 * own partner. With cosines s_ij over the temperature τ it is the mean over all i of −s_ip(i) + log Σ_{j≠i} exp s_ij: log(2b − 1) where all are alike,
 * never below log(1 + (2b − 2)e^(−2/τ)). `first` and `second` [b, d] need not be of unit length.
 */
export function instanceContrast(first: tf.Tensor2D, second: tf.Tensor2D, temperature: number): tf.Scalar {
  const b = first.shape[0];
  const own = tf.eye(b);
  const none = tf.zerosLike(own);
  // Row i's partner is i + b, and the other way round.
  const partners = tf.concat([tf.concat([none, own], 1), tf.concat([own, none], 1)]) as tf.Tensor2D;
  return contrastWithin(tf.concat([first, second]), tf.div(partners, 2 * b) as tf.Tensor2D, temperature);
}

/**
 * −Σ_ij w_ij log softmax_{j≠i}(s_ij) over vectors [m, d], with cosines over the temperature s: every vector is to have those among
 * all others for which the constant `targets` w [m, m], zero on the diagonal, gives weight. With w_ip = 1/(m |P_i|) for p in P_i it is the
 * supervised contrastive loss (Khosla et al. 2020, eq. 2); a row of zeros leaves its vector out as an anchor. Takes m² numbers.
 */
export function contrastWithin(vectors: tf.Tensor2D, targets: tf.Tensor2D, temperature: number): tf.Scalar {
  return contrastOfUnits(unitLength(vectors), targets, temperature);
}

/** The same over vectors that are of unit length already, whose products are their cosines. */
export function contrastOfUnits(unit: tf.Tensor2D, targets: tf.Tensor, temperature: number): tf.Scalar {
  const cosines = tf.matMul(unit, unit, false, true);
  const others = tf.mul(tf.eye(unit.shape[0]), never);
  const log = logSoftmaxRows(tf.add(tf.div(cosines, temperature), others) as tf.Tensor2D);
  return tf.neg(tf.sum(tf.mul(log, targets))) as tf.Scalar;
}
