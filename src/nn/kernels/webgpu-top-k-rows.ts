import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type * as tf from "../tfjs";
import { groupSize, runShader, type Shader } from "./webgpu-program";

/** A thread keeps k values and columns of its own; with more they would no longer fit where it can reach them fast. */
export const mostKOnGpu = 64;

const mostGroups = 65535;

/**
 * One group a row. Its threads take every 64th column and keep the k smallest of those; then k times the smallest head of all
 * lists is taken off. k is a constant of the code, so that lists are as short as they can be.
 */
const shader = (k: number): Shader => ({
  name: `smallestOfRows${k}`,
  inputs: ["x"],
  numbers: ["groups"],
  code: `
    const missing = 2147483647;
    var<workgroup> headValues : array<f32, ${groupSize}>;
    var<workgroup> headCols : array<i32, ${groupSize}>;

    fn comesBefore(value : f32, col : i32, otherValue : f32, otherCol : i32) -> bool {
      if (otherCol == missing) { return col != missing; }
      return col != missing && (value < otherValue || (value == otherValue && col < otherCol));
    }

    fn main(index : i32) {
      let rows = uniforms.xShape[0];
      let cols = uniforms.xShape[1];
      let lane = index % ${groupSize};
      for (var first = 0; first < rows; first += i32(uniforms.groups)) {
        let row = first + index / ${groupSize};
        let start = row * cols;
        let end = select(0, cols, row < rows);
        var values : array<f32, ${k}>;
        var places : array<i32, ${k}>;
        for (var i = 0; i < ${k}; i++) { places[i] = missing; }
        for (var col = lane; col < end; col += ${groupSize}) {
          let value = x[start + col];
          if (!comesBefore(value, col, values[${k - 1}], places[${k - 1}])) { continue; }
          var at = ${k - 1};
          while (at > 0) {
            if (!comesBefore(value, col, values[at - 1], places[at - 1])) { break; }
            values[at] = values[at - 1];
            places[at] = places[at - 1];
            at--;
          }
          values[at] = value;
          places[at] = col;
        }
        var head = 0;
        for (var i = 0; i < ${k}; i++) {
          headCols[lane] = missing;
          if (head < ${k}) {
            headValues[lane] = values[head];
            headCols[lane] = places[head];
          }
          workgroupBarrier();
          for (var width = ${groupSize / 2}; width > 0; width = width >> 1u) {
            if (lane < width && comesBefore(headValues[lane + width], headCols[lane + width], headValues[lane], headCols[lane])) {
              headValues[lane] = headValues[lane + width];
              headCols[lane] = headCols[lane + width];
            }
            workgroupBarrier();
          }
          let smallest = headCols[0];
          if (lane == 0 && row < rows) {
            result[row * ${2 * k} + i] = headValues[0];
            result[row * ${2 * k} + ${k} + i] = f32(smallest);
          }
          if (smallest % ${groupSize} == lane) { head++; }
          workgroupBarrier();
        }
      }
    }
  `,
});

/** x [rows, cols] → [rows, 2k]: the k smallest of each row, ascending, then their columns as numbers. k is at most `mostKOnGpu`. */
export function packedSmallestOnGpu(backend: WebGPUBackend, x: tf.Tensor, k: number): tf.Tensor2D {
  const [rows] = x.shape;
  const groups = Math.min(mostGroups, rows);
  return runShader(backend, shader(k), [rows, 2 * k], { inputs: [x], groups, numbers: [groups] }) as tf.Tensor2D;
}
