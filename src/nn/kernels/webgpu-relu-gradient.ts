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

const leakyShader: Shader = {
  name: "leakyReluGradient",
  inputs: ["dy", "y"],
  numbers: ["slope"],
  code: `
    fn main(at : i32) {
      if (at < uniforms.outShape) { result[at] = select(uniforms.slope * dy[at], dy[at], y[at] > 0.0); }
    }
  `,
};

/** dy where y > 0, slope · dy elsewhere. */
export function leakyReluGradientOnGpu(backend: WebGPUBackend, dy: tf.Tensor, y: tf.Tensor, slope: number): tf.Tensor {
  return runElementwise(backend, leakyShader, y.shape, [dy, y], [slope]);
}
