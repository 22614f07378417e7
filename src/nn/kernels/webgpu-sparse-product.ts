import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type * as tf from "../tfjs";
import type { SparseRows } from "./sparse-product";
import { groupSize, runShader, type Shader } from "./webgpu-program";

/** Groups of one dispatch at most, by WebGPU's own limit; a group goes on with the work of those that are missing. */
const mostGroups = 65535;

/** One thread a value of the result; neighbouring threads read neighbouring columns of the same rows of x. */
const shader: Shader = {
  name: "sparseProduct",
  inputs: ["starts", "columns", "weights", "x"],
  numbers: ["groups"],
  code: `
    fn main(index : i32) {
      let width = uniforms.outShape[1];
      let count = uniforms.outShape[0] * width;
      for (var at = index; at < count; at += i32(uniforms.groups) * ${groupSize}) {
        let row = at / width;
        let col = at - row * width;
        let end = starts[row + 1];
        var sum = 0.0;
        for (var e = starts[row]; e < end; e++) { sum += weights[e] * x[columns[e] * width + col]; }
        result[at] = sum;
      }
    }
  `,
};

/** A [rows, cols] in compressed sparse rows, x [cols, width] → A x [rows, width]; neither without entries. */
export function sparseProductOnGpu(
  backend: WebGPUBackend,
  { rows, starts, columns, values }: SparseRows,
  x: tf.Tensor,
): tf.Tensor {
  const width = x.shape[1] ?? 0;
  const groups = Math.min(mostGroups, Math.ceil((rows * width) / groupSize));
  return runShader(backend, shader, [rows, width], { inputs: [starts, columns, values, x], groups, numbers: [groups] });
}
