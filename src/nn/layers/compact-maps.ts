import * as tf from "../tfjs";

/** Cells a side, and values of an image, at most. */
const mostCells = 4;
const mostValues = 512;

/**
 * Maps [b, h, w, c] averaged over a grid of at most 4 x 4 cells, fewer where there are many channels, so that an image has some
 * hundred values whatever its size: what a fully connected network beside a convolutional one can take in.
 */
export function compactMaps(maps: tf.Tensor4D): tf.Tensor4D {
  const [, height, width, channels] = maps.shape;
  const cells = Math.max(1, Math.min(mostCells, Math.floor(Math.sqrt(mostValues / channels))));
  const strides: [number, number] = [Math.ceil(height / cells), Math.ceil(width / cells)];
  return strides[0] === 1 && strides[1] === 1 ? maps : tf.avgPool(maps, strides, strides, "same");
}
