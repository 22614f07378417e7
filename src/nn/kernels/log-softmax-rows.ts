import * as tf from "../tfjs";
import { logSoftmaxRowsGradientOnGpu, logSoftmaxRowsOnGpu } from "./webgpu-log-softmax-rows";
import { webgpuBackend } from "./webgpu-program";

/** logits [n, k] → the logarithm of each row's softmax, y_ij = x_ij − log Σ_j exp(x_ij), [n, k]. Differentiable. */
export function logSoftmaxRows(logits: tf.Tensor2D): tf.Tensor2D {
  const backend = webgpuBackend();
  if (!backend) return tf.logSoftmax(logits, 1);
  const fused = tf.customGrad((x, save) => {
    const y = logSoftmaxRowsOnGpu(backend, x as tf.Tensor);
    (save as tf.GradSaveFunc)([y]);
    return { value: y, gradFunc: (dy, [saved]) => logSoftmaxRowsGradientOnGpu(backend, saved, dy) };
  });
  return fused(logits) as tf.Tensor2D;
}
