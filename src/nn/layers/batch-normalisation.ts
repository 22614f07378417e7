import { normaliseByBatch } from "../kernels/batch-normalisation";
import * as tf from "../tfjs";
import { createVariable } from "../variables";
import type { Layer } from "./dense";

export interface BatchNormalisationOptions {
  /** Share of the running mean and variance that stays at every training pass, in [0, 1). */
  readonly momentum?: number;
  /** Added to the variance. */
  readonly epsilon?: number;
}

/**
 * Batch normalisation over the last axis (Ioffe and Szegedy 2015): x [b, h, w, c] or [b, c] →
 * scale · (x − mean) / √(variance + epsilon) + shift. In "training" the moments are those of the tensor given, and the running
 * ones move a step of 1 − momentum towards them; in "inference" the running ones are used. The variance is the biased one (divided by the
 * number of values) in both, as in Keras; PyTorch's running variance is the unbiased one. Where a training step is cut into
 * parts, each part is normalised by itself and moves the running moments once.
 */
export function batchNormalisation(channels: number, { momentum = 0.9, epsilon = 1e-3 }: BatchNormalisationOptions = {}): Layer {
  const scale = createVariable(new Float32Array(channels).fill(1), [channels]);
  const shift = createVariable(new Float32Array(channels), [channels]);
  const mean = createVariable(new Float32Array(channels), [channels], false);
  const variance = createVariable(new Float32Array(channels).fill(1), [channels], false);
  const remember = (running: tf.Variable, now: tf.Tensor) =>
    tf.tidy(() => running.assign(tf.add(tf.mul(running, momentum), tf.mul(now, 1 - momentum))));
  return {
    work: 0,
    variables: { scale, shift },
    statistics: { mean, variance },
    apply(x, mode = "inference") {
      if (mode === "training") {
        return normaliseByBatch(x, scale, shift, epsilon, (batchMean, batchVariance) => {
          remember(mean, batchMean);
          remember(variance, batchVariance);
        });
      }
      const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
      return tf.add(tf.mul(x, factor), tf.sub(shift, tf.mul(mean, factor)));
    },
  };
}
