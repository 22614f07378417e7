import type { ImageShape } from "../../core/images";
import type { Rng } from "../../core/rng";
import { type Augmentation, isIdentity, type Transforms } from "../augment";
import * as tf from "../tfjs";
import { withoutGradient } from "../without-gradient";
import { blurred } from "./blur";
import { jittered } from "./colour-jitter";
import { drawViews, type Views } from "./draw-views";
import { elasticWarp } from "./elastic-warp";
import { greyed } from "./grey";
import { noisyVectors } from "./vector-noise";

/** Puts some images into a batch [b, h, w, c], each moved by its row of `transforms` where there are any. */
export type Gather = (transforms: Transforms | null) => tf.Tensor4D;

/**
 * A batch of `count` pictures from `gather`, changed at random as `augmentation` says: moved, cropped and flipped on the way into the
 * batch, then bent, then its colours, then blurred. Vectors have no places and colours: they are made noisy instead, however much
 * pictures would be changed. Takes no numbers from `rng` where nothing is changed. No gradient flows through it,
 * and nothing of it stays on the tape. The caller disposes the tensor.
 */
export function augmentedBatch(
  gather: Gather,
  count: number,
  shape: ImageShape,
  augmentation: Augmentation | null,
  rng: Rng,
): tf.Tensor4D {
  if (augmentation === null || isIdentity(augmentation)) return gather(null);
  if (shape.vectors) {
    const vectors = gather(null);
    const noisy = noisyVectors(vectors, shape, rng);
    vectors.dispose();
    return noisy;
  }
  const views = drawViews(count, shape, augmentation, rng);
  const moved = gather(views.transforms);
  if (count === 0 || (!views.elastic && !views.jitter && !views.grey && !views.blur)) return moved;
  const changed = withoutGradient(() => withViews(moved, views));
  moved.dispose();
  return changed;
}

/** What is done to a batch [b, h, w, c] after it has been gathered; rounding is kept within [0, 1]. Called within tidy. */
export function withViews(batch: tf.Tensor4D, { elastic, jitter, grey, blur }: Omit<Views, "transforms">): tf.Tensor4D {
  let x = batch;
  if (elastic) x = elasticWarp(x, elastic.points, elastic.spacing);
  if (jitter) x = jittered(x, jitter);
  if (grey) x = greyed(x, grey);
  if (blur) x = blurred(x, blur);
  return tf.clipByValue(x, 0, 1);
}
