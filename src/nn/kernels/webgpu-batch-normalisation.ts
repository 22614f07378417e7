import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "../tfjs";
import type { Normalised } from "./batch-normalisation";
import { runElementwise, type Shader } from "./webgpu-program";

/** Channels lie innermost, so a value's channel is its place modulo their number. */
const perValue = (name: string, inputs: readonly string[], numbers: readonly string[], value: string): Shader => ({
  name,
  inputs,
  numbers: ["channels", ...numbers],
  code: `
    fn main(at : i32) {
      if (at < uniforms.outShape) {
        let c = at % i32(uniforms.channels);
        result[at] = ${value};
      }
    }
  `,
});

const normalise = perValue(
  "batchNormalise",
  ["x", "mean", "slope", "scale", "shift"],
  [],
  "(x[at] - mean[c]) * (slope[c] * scale[c]) + shift[c]",
);

const scaleTerm = perValue(
  "batchNormalisationScaleTerm",
  ["dy", "x", "mean", "slope"],
  [],
  "dy[at] * ((x[at] - mean[c]) * slope[c])",
);

const inputGradient = perValue(
  "batchNormalisationInputGradient",
  ["dy", "x", "mean", "slope", "scale", "dScale", "dShift"],
  ["share"],
  `slope[c] * scale[c] *
          (dy[at] - uniforms.share * (dShift[c] + (x[at] - mean[c]) * slope[c] * dScale[c]))`,
);

/** The moments by the fast sums over rows, the result in one dispatch. */
export function normaliseOnGpu(
  backend: WebGPUBackend,
  x: tf.Tensor,
  scale: tf.Tensor,
  shift: tf.Tensor,
  epsilon: number,
): Normalised {
  const rows = tf.reshape(x, [-1, scale.size]);
  const share = scale.size / x.size;
  const mean = tf.mul(tf.sum(rows, 0), share);
  const variance = tf.mul(tf.sum(tf.squaredDifference(rows, mean), 0), share);
  const slope = tf.rsqrt(tf.add(variance, epsilon));
  const value = runElementwise(backend, normalise, x.shape, [x, mean, slope, scale, shift], [scale.size]);
  return { value, mean, variance, slope };
}

/** [dx, dScale, dShift]. */
export function normalisationGradientOnGpu(
  backend: WebGPUBackend,
  dy: tf.Tensor,
  x: tf.Tensor,
  scale: tf.Tensor,
  mean: tf.Tensor,
  slope: tf.Tensor,
): tf.Tensor[] {
  const channels = scale.size;
  const rows = [x.size / channels, channels];
  const dShift = tf.sum(tf.reshape(dy, rows), 0);
  const dScale = tf.sum(runElementwise(backend, scaleTerm, rows, [dy, x, mean, slope], [channels]), 0);
  const given = [dy, x, mean, slope, scale, dScale, dShift];
  return [runElementwise(backend, inputGradient, x.shape, given, [channels, channels / x.size]), dScale, dShift];
}
