import type { ImageShape } from "../../core/images";
import type { Elastic } from "../augment";
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
  const [count, height, width, channels] = x.shape;
  const [down, across] = fields(points, count, height, width, spacing);
  const rows = tf.reshape(tf.range(0, height), [1, height, 1]);
  const columns = tf.reshape(tf.range(0, width), [1, 1, width]);
  const y = tf.clipByValue(tf.add(rows, down), 0, height - 1);
  const x0 = tf.clipByValue(tf.add(columns, across), 0, width - 1);
  const top = tf.floor(y);
  const left = tf.floor(x0);
  const bottom = tf.minimum(tf.add(top, 1), height - 1);
  const right = tf.minimum(tf.add(left, 1), width - 1);
  const flat = tf.reshape(x, [count * height * width, channels]);
  const starts = Int32Array.from({ length: count }, (_, i) => i * height * width);
  const pictures = tf.tensor3d(starts, [count, 1, 1], "int32");
  const read = (row: tf.Tensor, column: tf.Tensor) => {
    // Floats would not hold every place in a large batch. Nor is tf.gather told of batches: on wasm it reads elsewhere then.
    const inPicture = tf.cast(tf.add(tf.mul(row, width), column), "int32");
    return tf.gather(flat, tf.reshape(tf.add(pictures, inPicture), [count * height * width]));
  };
  const share = (part: tf.Tensor) => tf.reshape(part, [count * height * width, 1]);
  const lower = share(tf.sub(y, top));
  const righter = share(tf.sub(x0, left));
  const above = mixed(read(top, left), read(top, right), righter);
  const below = mixed(read(bottom, left), read(bottom, right), righter);
  return tf.reshape(mixed(above, below, lower), [count, height, width, channels]);
}

function mixed(a: tf.Tensor, b: tf.Tensor, share: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(a, tf.sub(1, share)), tf.mul(b, share));
}

/** The two fields, each [b, h, w]. */
function fields(
  points: Float32Array,
  count: number,
  height: number,
  width: number,
  spacing: number,
): readonly [tf.Tensor3D, tf.Tensor3D] {
  const downBasis = splineBasis(height, spacing);
  const acrossBasis = splineBasis(width, spacing);
  const [gy, gx] = [controlPoints(height, spacing), controlPoints(width, spacing)];
  // One basis of both sides, [gy · gx, h · w]: a single product for the whole batch.
  const basis = tf.mul(tf.reshape(downBasis, [gy, 1, height, 1]), tf.reshape(acrossBasis, [1, gx, 1, width]));
  const grids = tf.tensor2d(points, [2 * count, gy * gx]);
  const all = tf.reshape(tf.matMul(grids, tf.reshape(basis, [gy * gx, height * width])), [count, 2, height, width]);
  const field = (which: number) => tf.reshape(tf.slice(all, [0, which, 0, 0], [count, 1, height, width]), [count, height, width]);
  return [field(0) as tf.Tensor3D, field(1) as tf.Tensor3D];
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
