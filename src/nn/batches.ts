import { type Images, imageSize } from "../core/images";
import type { Matrix } from "../core/matrix";
import type { Rng } from "../core/rng";
import { type Augmentation, augmentInto, isIdentity } from "./augment";
import * as tf from "./tfjs";

/** Images per pass when only reading codes: large enough to keep the product busy, small enough for a phone's memory. */
const encodeBatch = 512;

/** Splits a shuffled [0, count) into batches of `size`; the last one may be smaller. Every index occurs once. */
export function shuffledBatches(count: number, size: number, rng: Rng): Int32Array[] {
  const order = rng.permutation(count);
  const batches: Int32Array[] = [];
  for (let start = 0; start < count; start += size) batches.push(order.subarray(start, Math.min(count, start + size)));
  return batches;
}

/** The images at `indices`, augmented when asked: [b, h, w, c]. The caller disposes the tensor. */
export function imageBatch(images: Images, indices: ArrayLike<number>, augmentation: Augmentation | null, rng: Rng): tf.Tensor4D {
  const { shape, pixels } = images;
  const size = imageSize(shape);
  const data = new Float32Array(indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    if (augmentation && !isIdentity(augmentation)) augmentInto(pixels, indices[i], data, i, shape, augmentation, rng);
    else data.set(pixels.subarray(indices[i] * size, (indices[i] + 1) * size), i * size);
  }
  return tf.tensor4d(data, [indices.length, shape.height, shape.width, shape.channels]);
}

/** `pass` over all images in order, batch by batch, the rows of its [b, d] results collected: [n, d]. */
export async function mapImages(
  images: Images,
  pass: (batch: tf.Tensor4D) => tf.Tensor,
  cols: number,
  signal: AbortSignal,
): Promise<Matrix> {
  const { count, height, width, channels } = images.shape;
  const size = imageSize(images.shape);
  const data = new Float32Array(count * cols);
  for (let start = 0; start < count; start += encodeBatch) {
    signal.throwIfAborted();
    const end = Math.min(count, start + encodeBatch);
    const result = tf.tidy(() =>
      pass(tf.tensor4d(images.pixels.slice(start * size, end * size), [end - start, height, width, channels])),
    );
    data.set(await result.data(), start * cols);
    result.dispose();
  }
  return { data, rows: count, cols };
}
