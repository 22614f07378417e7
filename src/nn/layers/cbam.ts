import type { Rng } from "../../core/rng";
import { prefixed } from "../encoders/coder";
import { glorotUniform } from "../initialisers";
import * as tf from "../tfjs";
import { createVariable } from "../variables";
import { batchNormalisation } from "./batch-normalisation";
import { dense, type Layer } from "./dense";

/** By how much the channel gate narrows, and the fewest units it narrows to. */
const reduction = 16;
const fewestHidden = 4;
/** Side of the spatial gate's filter. */
const side = 7;

/**
 * The convolutional block attention module (Woo et al. 2018): x [b, h, w, c] of `pixels` = hw → x times a gate for each channel,
 * then times a gate for each pixel, in the shape of x. The channel gate is σ(mlp(mean over the pixels) + mlp(maximum over the
 * pixels)) with one mlp c → max(c / 16, 4) → c for both (eq. 2); the spatial one is σ(bn(7 × 7 convolution of [maximum, mean]
 * over the channels)) (eq. 3; the batch normalisation is in the authors' code).
 */
export function cbam(channels: number, pixels: number, rng: Rng): Layer {
  const hidden = Math.max(Math.floor(channels / reduction), fewestHidden);
  const reduce = dense(channels, hidden, "relu", rng.fork("reduce"));
  const expand = dense(hidden, channels, "linear", rng.fork("expand"));
  const area = side * side;
  const filter = createVariable(glorotUniform(area * 2, area * 2, area, rng.fork("spatial")), [side, side, 2, 1]);
  const normalise = batchNormalisation(1, { epsilon: 1e-5 });
  return {
    work: 2 * (reduce.work + expand.work) + pixels * area * 2,
    variables: {
      ...prefixed("reduce", reduce.variables),
      ...prefixed("expand", expand.variables),
      "spatial/filter": filter,
      ...prefixed("spatial", normalise.variables),
    },
    statistics: prefixed("spatial", normalise.statistics),
    apply(x, mode) {
      const [batch, height, width] = x.shape;
      const rows = tf.reshape(x, [batch, height * width, channels]);
      const mlp = (pooled: tf.Tensor) => expand.apply(reduce.apply(pooled));
      const brightest = tf.reshape(largest(x as tf.Tensor4D, height, width), [batch, channels]);
      const channelGate = tf.sigmoid(tf.add(mlp(tf.mean(rows, 1)), mlp(brightest)));
      const gated = tf.mul(x, tf.reshape(channelGate, [batch, 1, 1, channels])) as tf.Tensor4D;
      // Channels lie side by side: the width of a picture of one channel.
      const strips = tf.reshape(gated, [batch, height * width, channels, 1]) as tf.Tensor4D;
      const strongest = tf.reshape(largest(strips, 1, channels), [batch, height, width, 1]);
      const pooled = tf.concat([strongest, tf.mean(gated, -1, true)], -1) as tf.Tensor4D;
      const spread = tf.conv2d(pooled, filter as unknown as tf.Tensor4D, 1, "same");
      return tf.mul(gated, tf.sigmoid(normalise.apply(spread, mode)));
    },
  };
}

/** The largest value of every height x width pixels. By pooling: the gradient of tf.max compares every value with a broadcast one. */
function largest(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  return height * width === 1 ? x : tf.maxPool(x, [height, width], [height, width], "valid");
}
