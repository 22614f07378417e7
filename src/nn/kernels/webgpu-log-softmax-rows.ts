import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type * as tf from "../tfjs";
import { groupReductions, groupSize, runShader, type Shader } from "./webgpu-program";

/** One group a row; its threads take every 64th column. */
const forward: Shader = {
  name: "logSoftmaxRows",
  inputs: ["logits"],
  code: `
    ${groupReductions}
    fn main(index : i32) {
      let row = index / ${groupSize};
      let lane = index % ${groupSize};
      let cols = uniforms.outShape[1];
      let start = row * cols;
      let end = select(0, cols, row < uniforms.outShape[0]);
      var highest = -3.402823e+38f;
      for (var col = lane; col < end; col += ${groupSize}) { highest = max(highest, logits[start + col]); }
      highest = groupMax(highest);
      var sum = 0.0;
      for (var col = lane; col < end; col += ${groupSize}) { sum += exp(logits[start + col] - highest); }
      let logSum = log(groupSum(sum));
      for (var col = lane; col < end; col += ${groupSize}) { result[start + col] = logits[start + col] - highest - logSum; }
    }
  `,
};

const gradient: Shader = {
  name: "logSoftmaxRowsGradient",
  inputs: ["y", "dy"],
  code: `
    ${groupReductions}
    fn main(index : i32) {
      let row = index / ${groupSize};
      let lane = index % ${groupSize};
      let cols = uniforms.outShape[1];
      let start = row * cols;
      let end = select(0, cols, row < uniforms.outShape[0]);
      var sum = 0.0;
      for (var col = lane; col < end; col += ${groupSize}) { sum += dy[start + col]; }
      sum = groupSum(sum);
      for (var col = lane; col < end; col += ${groupSize}) { result[start + col] = dy[start + col] - exp(y[start + col]) * sum; }
    }
  `,
};

/** logits [n, k] → log softmax of each row [n, k]. */
export function logSoftmaxRowsOnGpu(backend: WebGPUBackend, logits: tf.Tensor): tf.Tensor {
  return runShader(backend, forward, logits.shape, { inputs: [logits], groups: logits.shape[0] });
}

/** Its gradient: y the forward result, dy [n, k] → dy − exp(y)·Σ dy [n, k]. */
export function logSoftmaxRowsGradientOnGpu(backend: WebGPUBackend, y: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return runShader(backend, gradient, y.shape, { inputs: [y, dy], groups: y.shape[0] });
}
