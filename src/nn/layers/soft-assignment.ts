import type { Matrix } from "../../core/matrix";
import * as tf from "../tfjs";

/**
 * Log of the Student-t soft assignment: codes [b, d], centres [k, d] → log q [b, k] with
 * q_ij ∝ (1 + ‖z_i − μ_j‖² / α)^−((α+1)/2) (van der Maaten 2009; Xie et al. 2016, eq. 1). In log space and from explicit
 * differences, so that nothing cancels near a centre.
 */
export function logSoftAssignment(codes: tf.Tensor2D, centres: tf.Tensor2D, alpha: number): tf.Tensor2D {
  if (codes.shape[1] !== centres.shape[1]) {
    throw new Error(
      `logSoftAssignment: codes [n, d] and centres [k, d] must share d, got [${codes.shape.join(", ")}] and [${centres.shape.join(", ")}]`,
    );
  }
  const differences = tf.sub(tf.expandDims(codes, 1), tf.expandDims(centres, 0)); // [b, k, d]
  const distances = tf.sum(tf.square(differences), 2); // [b, k]
  const logits = tf.mul(tf.log1p(tf.div(distances, alpha)), -(alpha + 1) / 2);
  return tf.sub(logits, tf.logSumExp(logits, 1, true)) as tf.Tensor2D;
}

/** The same on the host in double precision, for whole datasets: q [n, k]. */
export function softAssignment(codes: Matrix, centres: Matrix, alpha: number): Matrix {
  if (codes.cols !== centres.cols) {
    throw new Error(
      `softAssignment: codes [n, d] and centres [k, d] must share d, got [${codes.rows}, ${codes.cols}] and [${centres.rows}, ${centres.cols}]`,
    );
  }
  const [n, k, d] = [codes.rows, centres.rows, codes.cols];
  const q = new Float32Array(n * k);
  const logits = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    let highest = -Infinity;
    for (let j = 0; j < k; j++) {
      let distance = 0;
      for (let a = 0; a < d; a++) {
        const difference = codes.data[i * d + a] - centres.data[j * d + a];
        distance += difference * difference;
      }
      logits[j] = (-(alpha + 1) / 2) * Math.log1p(distance / alpha);
      if (logits[j] > highest) highest = logits[j];
    }
    let sum = 0;
    for (let j = 0; j < k; j++) sum += Math.exp(logits[j] - highest);
    for (let j = 0; j < k; j++) q[i * k + j] = Math.exp(logits[j] - highest) / sum;
  }
  return { data: q, rows: n, cols: k };
}
