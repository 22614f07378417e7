import * as tf from "../tfjs";
import { logSoftAssignmentGradientOnGpu, logSoftAssignmentOnGpu } from "./webgpu-log-soft-assignment";
import { webgpuBackend } from "./webgpu-program";

/**
 * Log of the Student-t soft assignment: codes [b, d], centres [k, d] → log q [b, k] with
 * q_ij ∝ (1 + ‖z_i − μ_j‖² / α)^−((α+1)/2) (van der Maaten 2009; Xie et al. 2016, eq. 1). In log space and from explicit
 * differences, so that nothing cancels near a centre. Differentiable in both. Throws when the shapes don't fit.
 */
export function logSoftAssignment(codes: tf.Tensor2D, centres: tf.Tensor2D, alpha: number): tf.Tensor2D {
  if (codes.shape[1] !== centres.shape[1]) {
    throw new Error(
      `logSoftAssignment: codes [n, d] and centres [k, d] must share d, got [${codes.shape.join(", ")}] and [${centres.shape.join(", ")}]`,
    );
  }
  const backend = webgpuBackend();
  if (!backend) return withOperations(codes, centres, alpha);
  const fused = tf.customGrad((z, mu, save) => {
    const logQ = logSoftAssignmentOnGpu(backend, z as tf.Tensor, mu as tf.Tensor, alpha);
    (save as tf.GradSaveFunc)([z as tf.Tensor, mu as tf.Tensor, logQ]);
    return {
      value: logQ,
      gradFunc: (dy, [z, mu, logQ]) => {
        const given = { codes: z, centres: mu, logQ, dy };
        return [
          logSoftAssignmentGradientOnGpu(backend, "codes", given, alpha),
          logSoftAssignmentGradientOnGpu(backend, "centres", given, alpha),
        ];
      },
    };
  });
  return fused(codes, centres) as tf.Tensor2D;
}

function withOperations(codes: tf.Tensor2D, centres: tf.Tensor2D, alpha: number): tf.Tensor2D {
  const differences = tf.sub(tf.expandDims(codes, 1), tf.expandDims(centres, 0)); // [b, k, d]
  const distances = tf.sum(tf.square(differences), 2); // [b, k]
  const logits = tf.mul(tf.log1p(tf.div(distances, alpha)), -(alpha + 1) / 2);
  return tf.sub(logits, tf.logSumExp(logits, 1, true)) as tf.Tensor2D;
}
