import * as tf from "../tfjs";
import { wasmBackend } from "./wasm-heap";
import { squaredDistancesOnWasm, weightedDifferencesOnWasm } from "./wasm-pairwise-distances";
import { squaredDistancesOnGpu, weightedDifferencesOnGpu } from "./webgpu-pairwise-distances";
import { webgpuBackend } from "./webgpu-program";

interface Kernels {
  distances(a: tf.Tensor, b: tf.Tensor): tf.Tensor;
  differences(weights: tf.Tensor, transposed: boolean, a: tf.Tensor, b: tf.Tensor): tf.Tensor;
}

/**
 * ‖a_i − b_j‖² for a [n, d] and b [m, d] → [n, m], from explicit differences, so that nothing cancels where two rows are near
 * each other. Differentiable to both sides: with g the gradient of the result, ∂a_i = 2 Σ_j g_ij (a_i − b_j), and b likewise
 * with gᵀ; not twice. Fused on webgpu and wasm; elsewhere, and for empty sides, an [n, m, d] tensor is made on the way. Throws
 * where the sides do not share d.
 */
export function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  if (a.shape[1] !== b.shape[1]) {
    throw new Error(
      `squaredDistances: a [n, d] and b [m, d] must share d, got [${a.shape.join(", ")}] and [${b.shape.join(", ")}].`,
    );
  }
  const kernels = a.size > 0 && b.size > 0 ? kernelsInForce() : null;
  if (!kernels) return tf.sum(tf.square(tf.sub(tf.expandDims(a, 1), tf.expandDims(b, 0))), 2);
  const fused = tf.customGrad((left, right, save) => {
    const [x, y] = [left as tf.Tensor, right as tf.Tensor];
    (save as tf.GradSaveFunc)([x, y]);
    return {
      value: kernels.distances(x, y),
      gradFunc: (g, [p, q]) => [kernels.differences(g, false, p, q), kernels.differences(g, true, q, p)],
    };
  });
  return fused(a, b) as tf.Tensor2D;
}

function kernelsInForce(): Kernels | null {
  const wasm = wasmBackend();
  if (wasm) {
    return {
      distances: (a, b) => squaredDistancesOnWasm(wasm, a, b),
      differences: (weights, transposed, a, b) => weightedDifferencesOnWasm(wasm, weights, transposed, a, b),
    };
  }
  const gpu = webgpuBackend();
  if (!gpu) return null;
  return {
    distances: (a, b) => squaredDistancesOnGpu(gpu, a, b),
    differences: (weights, transposed, a, b) => weightedDifferencesOnGpu(gpu, weights, transposed, a, b),
  };
}
