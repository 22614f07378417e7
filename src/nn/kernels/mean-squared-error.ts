import * as tf from "../tfjs";
import { meanSquaredErrorGradientOnGpu } from "./webgpu-mean-squared-error";
import { webgpuBackend } from "./webgpu-program";

const kernelName = "KindredMeanSquaredError";

/**
 * The mean of (output − target)² over all values: two tensors of one shape → []. Differentiable in both. Throws when the
 * shapes differ.
 */
export function meanSquaredError(target: tf.Tensor, output: tf.Tensor): tf.Scalar {
  if (!tf.util.arraysEqual(target.shape, output.shape)) {
    throw new Error(
      `meanSquaredError: target and output must have one shape, got [${target.shape.join(", ")}] and [${output.shape.join(", ")}].`,
    );
  }
  if (!webgpuBackend()) return tf.mean(tf.square(tf.sub(target, output))) as tf.Scalar;
  register();
  return tf.engine().runKernel(kernelName, { target, output }) as tf.Scalar;
}

let registered = false;

/**
 * For WebGPU a kernel with a gradient of its own: composed of operations it takes eight dispatches, and uploads a tensor of
 * ones each time.
 */
function register(): void {
  if (registered) return;
  registered = true;
  tf.registerKernel({
    kernelName,
    backendName: "webgpu",
    kernelFunc: ({ inputs }) => {
      const { target, output } = inputs as { target: tf.Tensor; output: tf.Tensor };
      return tf.tidy(() => tf.mean(tf.squaredDifference(output, target)));
    },
  });
  tf.registerGradient({
    kernelName,
    inputsToSave: ["target", "output"],
    gradFunc: (dy, [target, output]) => {
      const backend = webgpuBackend();
      if (!backend) throw new Error("meanSquaredError: the WebGPU backend is no longer in force");
      return {
        target: () => meanSquaredErrorGradientOnGpu(backend, output, target, dy as tf.Tensor),
        output: () => meanSquaredErrorGradientOnGpu(backend, target, output, dy as tf.Tensor),
      };
    },
  });
}
