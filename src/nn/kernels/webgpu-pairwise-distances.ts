import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type * as tf from "../tfjs";
import { groupSize, runShader, type Shader } from "./webgpu-program";

/** Groups of one dispatch at most, by WebGPU's own limit; a group goes on with the work of those that are missing. */
const mostGroups = 65535;
/** Rows of a that a thread takes: each value of b is read once for all of them. */
const tileRows = 8;

/** A group takes a tile of 8 rows and 64 columns of the result, one column a thread. */
const distances: Shader = {
  name: "squaredDistances",
  inputs: ["a", "b"],
  numbers: ["groups"],
  code: `
    fn main(index : i32) {
      let rows = uniforms.outShape[0];
      let cols = uniforms.outShape[1];
      let depth = uniforms.aShape[1];
      let strips = (cols + ${groupSize - 1}) / ${groupSize};
      let tiles = strips * ((rows + ${tileRows - 1}) / ${tileRows});
      for (var tile = index / ${groupSize}; tile < tiles; tile += i32(uniforms.groups)) {
        let col = (tile % strips) * ${groupSize} + index % ${groupSize};
        if (col >= cols) { continue; }
        let row = (tile / strips) * ${tileRows};
        let last = rows - 1;
        let low = min(vec4<i32>(row, row + 1, row + 2, row + 3), vec4<i32>(last)) * depth;
        let high = min(vec4<i32>(row + 4, row + 5, row + 6, row + 7), vec4<i32>(last)) * depth;
        var sumLow = vec4<f32>(0.0);
        var sumHigh = vec4<f32>(0.0);
        for (var p = 0; p < depth; p++) {
          let y = b[col * depth + p];
          let x = vec4<f32>(a[low.x + p], a[low.y + p], a[low.z + p], a[low.w + p]) - y;
          let z = vec4<f32>(a[high.x + p], a[high.y + p], a[high.z + p], a[high.w + p]) - y;
          sumLow += x * x;
          sumHigh += z * z;
        }
        for (var r = 0; r < 4 && row + r < rows; r++) { result[(row + r) * cols + col] = sumLow[r]; }
        for (var r = 0; r < 4 && row + r + 4 < rows; r++) { result[(row + r + 4) * cols + col] = sumHigh[r]; }
      }
    }
  `,
};

/** One thread a value of the result. */
const differences: Shader = {
  name: "weightedDifferences",
  inputs: ["w", "a", "b"],
  numbers: ["rowStep", "colStep", "groups"],
  code: `
    fn main(index : i32) {
      let depth = uniforms.outShape[1];
      let count = uniforms.outShape[0] * depth;
      let others = uniforms.bShape[0];
      let colStep = i32(uniforms.colStep);
      for (var at = index; at < count; at += i32(uniforms.groups) * ${groupSize}) {
        let x = a[at];
        let p = at % depth;
        let start = (at / depth) * i32(uniforms.rowStep);
        var sum = 0.0;
        for (var j = 0; j < others; j++) { sum += w[start + j * colStep] * (x - b[j * depth + p]); }
        result[at] = 2.0 * sum;
      }
    }
  `,
};

/** a [n, d], b [m, d] → ‖a_i − b_j‖² [n, m]; no side empty. */
export function squaredDistancesOnGpu(backend: WebGPUBackend, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const [n] = a.shape;
  const [m] = b.shape;
  const groups = Math.min(mostGroups, Math.ceil(m / groupSize) * Math.ceil(n / tileRows));
  return runShader(backend, distances, [n, m], { inputs: [a, b], groups, numbers: [groups] });
}

/** weights [n, m], or [m, n] when transposed; a [n, d], b [m, d] → 2 Σ_j w_ij (a_i − b_j) [n, d]; no side empty. */
export function weightedDifferencesOnGpu(
  backend: WebGPUBackend,
  weights: tf.Tensor,
  transposed: boolean,
  a: tf.Tensor,
  b: tf.Tensor,
): tf.Tensor {
  const [n] = a.shape;
  const [m] = b.shape;
  const groups = Math.min(mostGroups, Math.ceil(a.size / groupSize));
  const numbers = transposed ? [1, n, groups] : [m, 1, groups];
  return runShader(backend, differences, a.shape, { inputs: [weights, a, b], groups, numbers });
}
