import type { ImageShape } from "../../core/images";
import type { Elastic } from "../augment";
import { warpImages } from "../kernels/warp-images";
import * as tf from "../tfjs";

/** Control points of a field over `side` pixels: one before the first pixel, two behind the last. */
export function controlPoints(side: number, spacing: number): number {
  return Math.floor((side - 1) / spacing) + 4;
}

/** Numbers of an image's field: two grids of control points, down and across. */
export function fieldSize({ height, width }: ImageShape, { spacing }: Elastic): number {
  return 2 * controlPoints(height, spacing) * controlPoints(width, spacing);
}

/**
 * Pictures [b, h, w, c], each pixel read from elsewhere: bilinear, the edge repeated outside. How far away, down and across, says a smooth
 * field: the uniform cubic B-spline of `points` [b, 2, gy, gx] in pixels, one control point every `spacing` pixels. It is twice
 * differentiable and nowhere larger than its largest point (Simard, Steinkraus and Platt 2003 smooth a random number a pixel
 * instead; a coarse grid as in Ronneberger et al. 2015, section 3.1).
 */
export function elasticWarp(x: tf.Tensor4D, points: Float32Array, spacing: number): tf.Tensor4D {
  const [count, height, width] = x.shape;
  const [gy, gx] = [controlPoints(height, spacing), controlPoints(width, spacing)];
  const down = tf.reshape(splineBasis(height, spacing), [gy, 1, height, 1]);
  const across = tf.reshape(splineBasis(width, spacing), [1, gx, 1, width]);
  // One basis of both sides, [gy · gx, h · w]: a single product for the whole batch.
  const basis = tf.reshape(tf.mul(down, across), [gy * gx, height * width]);
  const field = tf.matMul(tf.tensor2d(points, [2 * count, gy * gx]), basis);
  return warpImages(x, tf.reshape(field, [count, 2, height, width]));
}

/** Weight of each control point at each pixel: [g, side]. */
function splineBasis(side: number, spacing: number): tf.Tensor2D {
  const g = controlPoints(side, spacing);
  const basis = new Float32Array(g * side);
  for (let pixel = 0; pixel < side; pixel++) {
    const first = Math.floor(pixel / spacing);
    splineWeights(pixel / spacing - first).forEach((weight, i) => {
      basis[(first + i) * side + pixel] = weight;
    });
  }
  return tf.tensor2d(basis, [g, side]);
}

/** Weights of the four control points about a place at `u` in [0, 1) between the inner two; their sum is 1. */
export function splineWeights(u: number): readonly [number, number, number, number] {
  const v = 1 - u;
  return [v ** 3 / 6, (3 * u ** 3 - 6 * u ** 2 + 4) / 6, (3 * v ** 3 - 6 * v ** 2 + 4) / 6, u ** 3 / 6];
}
