import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type * as tf from "../tfjs";
import { runElementwise, type Shader } from "./webgpu-program";

const shader: Shader = {
  name: "reluGradient",
  inputs: ["dy", "y"],
  code: `
    fn main(at : i32) {
      if (at < uniforms.outShape) { result[at] = select(0.0, dy[at], y[at] > 0.0); }
    }
  `,
};

/** dy where y > 0, 0 elsewhere. */
export function reluGradientOnGpu(backend: WebGPUBackend, dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return runElementwise(backend, shader, y.shape, [dy, y]);
}
