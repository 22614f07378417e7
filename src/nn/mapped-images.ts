import type { ColourMap } from "../core/colour-map";
import type { ResidentImages } from "./resident-images";
import * as tf from "./tfjs";
import { withoutGradient } from "./without-gradient";

/** RGB `images` whose batches have their colours mapped by `map`, after they have been moved and recoloured. */
export function withColours(images: ResidentImages, { mean, matrix, inverse }: ColourMap): ResidentImages {
  const there = tf.tensor2d(matrix, [3, 3]);
  const back = tf.tensor2d(inverse, [3, 3]);
  const middle = tf.tensor1d(mean);
  const start = tf.tidy(() => tf.neg(tf.reshape(tf.matMul(tf.reshape(middle, [1, 3]), there), [3])) as tf.Tensor1D);
  const mapped = (pictures: tf.Tensor4D): tf.Tensor4D => {
    if (pictures.size === 0) return pictures;
    const seen = withoutGradient(() => tf.clipByValue(linear(pictures, there, start), -1, 1) as tf.Tensor4D);
    pictures.dispose();
    return seen;
  };
  return {
    ...images,
    batch: (indices, augmentation, rng) => mapped(images.batch(indices, augmentation, rng)),
    range: (from, to) => mapped(images.range(from, to)),
    pictured: (seen) => images.pictured(tf.tidy(() => linear(seen, back, middle))),
    dispose() {
      tf.dispose([there, back, middle, start]);
      images.dispose();
    },
  };
}

/**
 * Each pixel times `matrix` plus `bias`; in the shape of `pictures` [b, ..., 3]. A product for each picture, not one for all pixels, of
 * which there may be more than a WebGPU program can have rows.
 */
function linear(pictures: tf.Tensor, matrix: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor {
  const count = pictures.shape[0] ?? 1;
  const pixels = tf.reshape(pictures, [count, pictures.size / 3 / count, 3]);
  return tf.reshape(tf.add(tf.matMul(pixels, tf.reshape(matrix, [1, 3, 3])), bias), pictures.shape);
}
