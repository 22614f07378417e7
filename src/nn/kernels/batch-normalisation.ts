import * as tf from "../tfjs";
import { normalisationGradientOnWasm, normaliseOnWasm } from "./wasm-batch-normalisation";
import { wasmBackend } from "./wasm-heap";
import { normalisationGradientOnGpu, normaliseOnGpu } from "./webgpu-batch-normalisation";
import { webgpuBackend } from "./webgpu-program";

/** What a pass by the batch's moments makes: the result, and of each channel [c] mean, biased variance and 1 / √(variance + ε). */
export interface Normalised {
  readonly value: tf.Tensor;
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
  readonly slope: tf.Tensor;
}

/**
 * Batch normalisation by the batch's own moments (Ioffe and Szegedy 2015, algorithm 1): x [..., c], scale and shift [c] →
 * scale · (x − mean) / √(variance + epsilon) + shift, in the shape of x. The moments are taken over all axes but the last;
 * `onMoments` is called with them [c] once, and must use them before it returns. Differentiable in x, scale and shift, through
 * the moments too. Throws when x's last axis is not c long.
 */
export function normaliseByBatch(
  x: tf.Tensor,
  scale: tf.Tensor,
  shift: tf.Tensor,
  epsilon: number,
  onMoments: (mean: tf.Tensor, variance: tf.Tensor) => void,
): tf.Tensor {
  if (x.shape[x.rank - 1] !== scale.size) {
    throw new Error(
      `batch normalisation of ${scale.size} channels was given [${x.shape.join(", ")}]: the last axis must be the channels.`,
    );
  }
  const normalise = tf.customGrad((...given) => {
    const [values, factor, offset] = given as tf.Tensor[];
    const save = given[3] as unknown as tf.GradSaveFunc;
    const { value, mean, variance, slope } = forward(values, factor, offset, epsilon);
    onMoments(mean, variance);
    save([values, factor, mean, slope]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, [values, factor, mean, slope]: tf.Tensor[]) => backward(dy, values, factor, mean, slope),
    };
  });
  return normalise(x, scale, shift);
}

function forward(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor, epsilon: number): Normalised {
  const wasm = wasmBackend();
  if (wasm) return normaliseOnWasm(wasm, x, scale, shift, epsilon);
  const webgpu = webgpuBackend();
  if (webgpu) return normaliseOnGpu(webgpu, x, scale, shift, epsilon);
  const rows = tf.reshape(x, [-1, scale.size]);
  const mean = tf.mean(rows, 0);
  const variance = tf.mean(tf.squaredDifference(rows, mean), 0);
  const slope = tf.rsqrt(tf.add(variance, epsilon));
  const value = tf.add(tf.mul(tf.sub(rows, mean), tf.mul(slope, scale)), shift);
  return { value: tf.reshape(value, x.shape), mean, variance, slope };
}

/** [dx, dScale, dShift]. */
function backward(dy: tf.Tensor, x: tf.Tensor, scale: tf.Tensor, mean: tf.Tensor, slope: tf.Tensor): tf.Tensor[] {
  const wasm = wasmBackend();
  if (wasm) return normalisationGradientOnWasm(wasm, dy, x, scale, mean, slope);
  const webgpu = webgpuBackend();
  if (webgpu) return normalisationGradientOnGpu(webgpu, dy, x, scale, mean, slope);
  const rows = tf.reshape(x, [-1, scale.size]);
  const dys = tf.reshape(dy, rows.shape);
  const count = rows.shape[0] ?? 1;
  const normalised = tf.mul(tf.sub(rows, mean), slope);
  const dShift = tf.sum(dys, 0);
  const dScale = tf.sum(tf.mul(dys, normalised), 0);
  const centred = tf.sub(dys, tf.add(tf.div(dShift, count), tf.mul(normalised, tf.div(dScale, count))));
  return [tf.reshape(tf.mul(centred, tf.mul(scale, slope)), x.shape), dScale, dShift];
}
