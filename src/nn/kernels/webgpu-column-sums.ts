import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "../tfjs";
import { replaceWebgpuKernel, runShader, type Shader } from "./webgpu-program";

/** A group sums a block of rows for 16 columns, each by 16 threads that take every 16th row. */
const side = 16;

const shader: Shader = {
  name: "columnSums",
  inputs: ["x"],
  numbers: ["blockRows"],
  threads: side * side,
  code: `
    var<workgroup> partial : array<f32, ${side * side}>;
    fn main(index : i32) {
      let group = index / ${side * side};
      let thread = index % ${side * side};
      let rows = uniforms.xShape[0];
      let cols = uniforms.xShape[1];
      let across = (cols + ${side - 1}) / ${side};
      let block = group / across;
      let col = (group % across) * ${side} + thread % ${side};
      let lane = thread / ${side};
      let first = block * i32(uniforms.blockRows);
      let end = select(0, min(rows, first + i32(uniforms.blockRows)), col < cols);
      var sum = 0.0;
      for (var row = first + lane; row < end; row += ${side}) { sum += x[row * cols + col]; }
      partial[thread] = sum;
      workgroupBarrier();
      for (var half = ${side / 2}; half > 0; half = half >> 1u) {
        if (lane < half) { partial[thread] = partial[thread] + partial[thread + half * ${side}]; }
        workgroupBarrier();
      }
      if (lane == 0 && col < cols && block < uniforms.outShape[0]) { result[block * cols + col] = partial[thread]; }
    }
  `,
};

/** More rows than these are summed in blocks first, or a narrow matrix would keep only a few groups busy. */
const mostRows = 1024;
const blockRows = 256;

/** x [rows, cols] → the sum of each column [1, cols], always in the same order. */
function columnSums(backend: WebGPUBackend, x: tf.TensorInfo): tf.Tensor {
  const [rows, cols] = x.shape;
  const across = Math.ceil(cols / side);
  if (rows <= mostRows) return runShader(backend, shader, [1, cols], { inputs: [x], groups: across, numbers: [rows] });
  const blocks = Math.ceil(rows / blockRows);
  const partial = runShader(backend, shader, [blocks, cols], { inputs: [x], groups: across * blocks, numbers: [blockRows] });
  const sums = columnSums(backend, partial);
  partial.dispose();
  return sums;
}

/**
 * Sums over the first axes, as in the gradient of every bias, in one dispatch. The original transposes first, so that the axes
 * come last, and then sums: two dispatches, and the matrix once more in memory.
 */
export function registerWebgpuSum(): void {
  replaceWebgpuKernel(tf.Sum, (original) => (call) => {
    const { x } = call.inputs as { x: tf.TensorInfo };
    const { axis, keepDims } = call.attrs as unknown as { axis: number | number[]; keepDims: boolean };
    const axes = tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
    const rest = x.shape.slice(axes.length);
    const cols = tf.util.sizeFromShape(rest);
    const leading = axes.every((one, i) => one === i) && rest.length > 0;
    if (!leading || axes.length === 0 || x.dtype !== "float32" || tf.util.sizeFromShape(x.shape) === 0) return original(call);
    const matrix = { ...x, shape: [tf.util.sizeFromShape(x.shape) / cols, cols] };
    const sums = columnSums(call.backend as WebGPUBackend, matrix);
    const shaped = tf.reshape(sums, keepDims ? [...axes.map(() => 1), ...rest] : rest);
    sums.dispose();
    return shaped;
  });
}
