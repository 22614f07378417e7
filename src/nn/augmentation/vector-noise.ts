import type { ImageShape } from "../../core/images";
import type { Rng } from "../../core/rng";
import * as tf from "../tfjs";
import { withoutGradient } from "../without-gradient";

/** Share of a vector's values that are blotted out, as in the denoising autoencoders that DEC starts from. */
export const blottedShare = 0.2;
/** Standard deviation of what is added to the others, for vectors whose values have 1. */
export const noiseDeviation = 0.1;

/**
 * The stand-in for moving a picture where there is none: vectors [b, 1, w, 1] of mean 0, of which some values become 0, that mean, and
 * the others get noise that is uniform. Takes a number a value from `rng`, row after row, so that a batch taken in parts is the same
 * batch. The caller disposes the tensor.
 */
export function noisyVectors(vectors: tf.Tensor4D, { width }: Pick<ImageShape, "width">, rng: Rng): tf.Tensor4D {
  const size = vectors.shape[0] * width;
  const kept = new Float32Array(size);
  const noise = new Float32Array(size);
  const reach = Math.sqrt(3) * noiseDeviation;
  for (let i = 0; i < size; i++) {
    const place = (rng.uniform() - blottedShare) / (1 - blottedShare);
    if (place < 0) continue;
    kept[i] = 1;
    noise[i] = reach * (2 * place - 1);
  }
  return withoutGradient(() =>
    tf.add(tf.mul(vectors, tf.tensor4d(kept, vectors.shape)), tf.tensor4d(noise, vectors.shape)),
  ) as tf.Tensor4D;
}
