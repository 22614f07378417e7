import type { Rng } from "../../core/rng";
import type { Jitter } from "../augment";
import * as tf from "../tfjs";
import { luma } from "./grey";

/** What is done to the colours of each picture of a batch, [b] each. One and no turn leave a picture as it is. */
export interface JitterDraws {
  readonly brightness: Float32Array;
  readonly contrast: Float32Array;
  readonly saturation: Float32Array;
  /** Radians. */
  readonly hue: Float32Array;
}

export function noJitter(count: number): JitterDraws {
  const ones = () => new Float32Array(count).fill(1);
  return { brightness: ones(), contrast: ones(), saturation: ones(), hue: new Float32Array(count) };
}

/** Draws the factors of picture `i` into `draws`. Takes five numbers from `rng`, whether it is chosen or not. */
export function drawJitter(draws: JitterDraws, i: number, jitter: Jitter, rng: Rng): void {
  const applies = rng.uniform() < jitter.probability;
  for (const part of ["brightness", "contrast", "saturation"] as const) {
    const factor = rng.between(Math.max(0, 1 - jitter[part]), 1 + jitter[part]);
    if (applies) draws[part][i] = factor;
  }
  const angle = 2 * Math.PI * rng.between(-jitter.hue, jitter.hue);
  if (applies) draws.hue[i] = angle;
}

/**
 * Brightness, contrast, saturation and hue of pictures [b, h, w, c] in [0, 1], in this order, each cut off at 0 and 1, as in
 * torchvision's ColorJitter, which shuffles the order: times a factor; away from or towards the picture's mean brightness;
 * away from or towards each pixel's own brightness; round the axis of greys. A grey picture has the first two.
 */
export function jittered(x: tf.Tensor4D, { brightness, contrast, saturation, hue }: JitterDraws): tf.Tensor4D {
  const count = x.shape[0];
  const factor = (values: Float32Array) => tf.tensor4d(values, [count, 1, 1, 1]);
  const within = (y: tf.Tensor) => tf.clipByValue(y, 0, 1) as tf.Tensor4D;
  const brightened = within(tf.mul(x, factor(brightness)));
  const middle = tf.mean(luma(brightened), [1, 2, 3], true);
  const contrasted = within(between(middle, brightened, factor(contrast)));
  if (x.shape[3] === 1) return contrasted;
  const saturated = within(between(luma(contrasted), contrasted, factor(saturation)));
  if (hue.every((angle) => angle === 0)) return saturated;
  return within(turnedHue(saturated, hue));
}

/** From `from` at 0 through `to` at 1, and beyond. */
function between(from: tf.Tensor, to: tf.Tensor, at: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(to, at), tf.mul(from, tf.sub(1, at)));
}

function turnedHue(x: tf.Tensor4D, angles: Float32Array): tf.Tensor {
  const [count, height, width] = x.shape;
  const matrices = new Float32Array(9 * count);
  for (let i = 0; i < count; i++) matrices.set(hueMatrix(angles[i]), 9 * i);
  const colours = tf.reshape(x, [count, height * width, 3]);
  return tf.reshape(tf.matMul(colours, tf.tensor3d(matrices, [count, 3, 3]), false, true), x.shape);
}

/**
 * [3, 3] that turns the hue of (red, green, blue) by `angle`: linear, and greys stay (W3C, Filter Effects Module Level 1,
 * feColorMatrix of type hueRotate). Torchvision goes through hue, saturation and value instead.
 */
export function hueMatrix(angle: number): readonly number[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [r, g, b] = [0.213, 0.715, 0.072];
  return [
    r + cos * (1 - r) - sin * r,
    g - cos * g - sin * g,
    b - cos * b + sin * (1 - b),
    r - cos * r + sin * 0.143,
    g + cos * (1 - g) + sin * 0.14,
    b - cos * b - sin * 0.283,
    r - cos * r - sin * (1 - r),
    g - cos * g + sin * g,
    b + cos * (1 - b) + sin * b,
  ];
}
