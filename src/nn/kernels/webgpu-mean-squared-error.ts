import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type * as tf from "../tfjs";
import { runElementwise, type Shader } from "./webgpu-program";

const gradient: Shader = {
  name: "meanSquaredErrorGradient",
  inputs: ["goal", "output", "dy"],
  numbers: ["factor"],
  code: `
    fn main(at : i32) {
      if (at < uniforms.outShape) { result[at] = uniforms.factor * dy[0] * (output[at] - goal[at]); }
    }
  `,
};

/** The gradient dy [] of the mean of (output − target)² over all values, carried to `output`. */
export function meanSquaredErrorGradientOnGpu(
  backend: WebGPUBackend,
  target: tf.Tensor,
  output: tf.Tensor,
  dy: tf.Tensor,
): tf.Tensor {
  return runElementwise(backend, gradient, output.shape, [target, output, dy], [2 / output.size]);
}
