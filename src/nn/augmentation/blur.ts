import * as tf from "../tfjs";

/** Below this a Gaussian's neighbours weigh nothing in single precision: the picture stays as it is. */
export const noBlur = 0.05;

/**
 * Pictures [b, h, w, c], each blurred by a Gaussian of its own deviation `sigmas` [b] in pixels, or not at all where that is `noBlur`.
 * Weights that would fall outside the picture are shared among those inside, so that a flat picture stays flat. Along each side it
 * is a product with a matrix a picture: its rows are the softmax of −(i − j)² / 2σ².
 */
export function blurred(x: tf.Tensor4D, sigmas: Float32Array): tf.Tensor4D {
  const [count, height, width, channels] = x.shape;
  const precision = tf.tensor3d(
    Float32Array.from(sigmas, (sigma) => -1 / (2 * sigma * sigma)),
    [count, 1, 1],
  );
  const weights = (side: number) => tf.softmax(tf.mul(squares(side), precision), 2) as tf.Tensor3D;
  const across = (y: tf.Tensor, side: number, rest: number) => tf.matMul(weights(side), tf.reshape(y, [count, side, rest]));
  const down = tf.reshape(across(x, height, width * channels), [count, height, width, channels]);
  const turned = tf.transpose(down, [0, 2, 1, 3]);
  const both = tf.reshape(across(turned, width, height * channels), [count, width, height, channels]);
  return tf.transpose(both, [0, 2, 1, 3]) as tf.Tensor4D;
}

/** (i − j)²: [1, side, side]. */
function squares(side: number): tf.Tensor {
  const places = tf.range(0, side);
  return tf.square(tf.sub(tf.reshape(places, [1, side, 1]), tf.reshape(places, [1, 1, side])));
}
