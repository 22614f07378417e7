import type { ImageShape } from "../../core/images";
import type { Rng } from "../../core/rng";
import { type Augmentation, drawTransform, staysInPlace, type Transforms, transformSize } from "../augment";
import { noBlur } from "./blur";
import { drawJitter, type JitterDraws, noJitter } from "./colour-jitter";
import { fieldSize } from "./elastic-warp";
import { partsAtWork } from "./parts-at-work";

/** Everything random about a batch of augmented pictures; null for what is not done to any. */
export interface Views {
  readonly transforms: Transforms | null;
  /** Control points [b, 2, gy, gx] in pixels, `spacing` pixels apart. */
  readonly elastic: { readonly points: Float32Array; readonly spacing: number } | null;
  readonly jitter: JitterDraws | null;
  /** [b], 1 where a picture loses its colours. */
  readonly grey: Float32Array | null;
  /** [b], deviations in pixels. */
  readonly blur: Float32Array | null;
}

/**
 * Draws what happens to each of `count` pictures. The numbers of a picture follow each other, and how many they are depends on the
 * augmentation alone: a batch taken in parts is the same batch. Without the optional parts they are the four of drawTransforms.
 */
export function drawViews(count: number, shape: ImageShape, augmentation: Augmentation, rng: Rng): Views {
  const { elastic, jitter, grey, blur } = partsAtWork(augmentation);
  const transforms = new Float64Array(count * transformSize);
  const perField = elastic ? fieldSize(shape, elastic) : 0;
  const points = new Float32Array(count * perField);
  const jitters = jitter ? noJitter(count) : null;
  const greys = new Float32Array(count);
  const sigmas = new Float32Array(count).fill(noBlur);
  for (let i = 0; i < count; i++) {
    transforms.set(drawTransform(shape, augmentation, rng), i * transformSize);
    if (elastic) {
      const strength = rng.uniform() < elastic.probability ? elastic.pixels : 0;
      for (let p = i * perField; p < (i + 1) * perField; p++) points[p] = strength * rng.between(-1, 1);
    }
    if (jitter && jitters) drawJitter(jitters, i, jitter, rng);
    if (grey > 0) greys[i] = rng.uniform() < grey ? 1 : 0;
    if (blur) {
      const applies = rng.uniform() < blur.probability;
      const sigma = rng.between(blur.least, blur.most);
      if (applies) sigmas[i] = Math.max(noBlur, sigma);
    }
  }
  return {
    transforms: staysInPlace(augmentation) ? null : transforms,
    elastic: elastic && { points, spacing: elastic.spacing },
    jitter: jitters,
    grey: grey > 0 ? greys : null,
    blur: blur ? sigmas : null,
  };
}
