import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type * as tf from "../tfjs";
import { groupReductions, groupSize, runShader, type Shader } from "./webgpu-program";

const distance = `
  fn squaredDistance(i : i32, j : i32) -> f32 {
    let d = uniforms.codesShape[1];
    var sum = 0.0;
    for (var a = 0; a < d; a++) {
      let difference = codes[i * d + a] - centres[j * d + a];
      sum += difference * difference;
    }
    return sum;
  }
`;

/** One group a code; its threads take every 64th centre. */
const forward: Shader = {
  name: "logSoftAssignment",
  inputs: ["codes", "centres"],
  numbers: ["alpha"],
  code: `
    ${groupReductions}
    ${distance}
    fn main(index : i32) {
      let i = index / ${groupSize};
      let lane = index % ${groupSize};
      let k = uniforms.outShape[1];
      let end = select(0, k, i < uniforms.outShape[0]);
      let power = -0.5 * (uniforms.alpha + 1.0);
      var highest = -3.402823e+38f;
      for (var j = lane; j < end; j += ${groupSize}) {
        let logit = power * log(1.0 + squaredDistance(i, j) / uniforms.alpha);
        result[i * k + j] = logit;
        highest = max(highest, logit);
      }
      highest = groupMax(highest);
      var sum = 0.0;
      for (var j = lane; j < end; j += ${groupSize}) { sum += exp(result[i * k + j] - highest); }
      let logSum = log(groupSum(sum));
      for (var j = lane; j < end; j += ${groupSize}) { result[i * k + j] = result[i * k + j] - highest - logSum; }
    }
  `,
};

/**
 * With ℓ the loss and g = ∂ℓ/∂ log q: the slope of ℓ along the line from centre j to code i, per unit of their difference,
 * −(α+1)/(α + ‖z_i − μ_j‖²) · (g_ij − q_ij Σ_l g_il). ∂ℓ/∂z_i is its sum over j times z_i − μ_j, ∂ℓ/∂μ_j minus that over i.
 */
const pull = `
  fn pull(i : i32, j : i32, rowSum : f32) -> f32 {
    let at = i * uniforms.logQShape[1] + j;
    return -(uniforms.alpha + 1.0) / (uniforms.alpha + squaredDistance(i, j)) * (dy[at] - exp(logQ[at]) * rowSum);
  }
`;

/** One group a code: by 64 centres at a time, first a thread each for the pulls, then a thread each for the dimensions. */
const toCodes: Shader = {
  name: "logSoftAssignmentToCodes",
  inputs: ["codes", "centres", "logQ", "dy"],
  numbers: ["alpha"],
  code: `
    ${groupReductions}
    ${distance}
    ${pull}
    fn main(index : i32) {
      let i = index / ${groupSize};
      let lane = index % ${groupSize};
      let inside = i < uniforms.outShape[0];
      let d = uniforms.outShape[1];
      let k = uniforms.logQShape[1];
      var rowSum = 0.0;
      for (var j = lane; j < select(0, k, inside); j += ${groupSize}) { rowSum += dy[i * k + j]; }
      rowSum = groupSum(rowSum);
      for (var start = 0; start < k; start += ${groupSize}) {
        let mine = start + lane;
        if (inside && mine < k) { lanes[lane] = pull(i, mine, rowSum); }
        workgroupBarrier();
        for (var a = lane; a < select(0, d, inside); a += ${groupSize}) {
          var sum = 0.0;
          for (var j = start; j < min(start + ${groupSize}, k); j++) {
            sum += lanes[j - start] * (codes[i * d + a] - centres[j * d + a]);
          }
          if (start == 0) { result[i * d + a] = sum; } else { result[i * d + a] = result[i * d + a] + sum; }
        }
        workgroupBarrier();
      }
    }
  `,
};

/** One group a centre: by 64 codes at a time, likewise. */
const toCentres: Shader = {
  name: "logSoftAssignmentToCentres",
  inputs: ["codes", "centres", "logQ", "dy"],
  numbers: ["alpha"],
  code: `
    var<workgroup> pulls : array<f32, ${groupSize}>;
    ${distance}
    ${pull}
    fn main(index : i32) {
      let j = index / ${groupSize};
      let lane = index % ${groupSize};
      let inside = j < uniforms.outShape[0];
      let d = uniforms.outShape[1];
      let n = uniforms.logQShape[0];
      let k = uniforms.logQShape[1];
      for (var start = 0; start < n; start += ${groupSize}) {
        let mine = start + lane;
        if (inside && mine < n) {
          var rowSum = 0.0;
          for (var l = 0; l < k; l++) { rowSum += dy[mine * k + l]; }
          pulls[lane] = pull(mine, j, rowSum);
        }
        workgroupBarrier();
        for (var a = lane; a < select(0, d, inside); a += ${groupSize}) {
          var sum = 0.0;
          for (var i = start; i < min(start + ${groupSize}, n); i++) {
            sum += pulls[i - start] * (centres[j * d + a] - codes[i * d + a]);
          }
          if (start == 0) { result[j * d + a] = sum; } else { result[j * d + a] = result[j * d + a] + sum; }
        }
        workgroupBarrier();
      }
    }
  `,
};

/** codes [n, d], centres [k, d] → log q [n, k]; see log-soft-assignment.ts. */
export function logSoftAssignmentOnGpu(backend: WebGPUBackend, codes: tf.Tensor, centres: tf.Tensor, alpha: number): tf.Tensor {
  const [n, k] = [codes.shape[0], centres.shape[0]];
  return runShader(backend, forward, [n, k], { inputs: [codes, centres], groups: n, numbers: [alpha] });
}

/** The gradient dy [n, k] of log q [n, k] carried to the codes [n, d] or to the centres [k, d]. */
export function logSoftAssignmentGradientOnGpu(
  backend: WebGPUBackend,
  side: "codes" | "centres",
  { codes, centres, logQ, dy }: Readonly<Record<"codes" | "centres" | "logQ" | "dy", tf.Tensor>>,
  alpha: number,
): tf.Tensor {
  const [shader, target] = side === "codes" ? [toCodes, codes] : [toCentres, centres];
  const call = { inputs: [codes, centres, logQ, dy], groups: target.shape[0], numbers: [alpha] };
  return runShader(backend, shader, target.shape, call);
}
