import type { ImageShape } from "../core/images";
import type { Rng } from "../core/rng";
import { cropAndFlip } from "./augmentation/crop-and-flip";
import { noneBeside, partsAtWork } from "./augmentation/parts-at-work";

/** How far a picture may be changed at random. All zero, and nothing of what is optional: not at all. */
export interface Augmentation {
  /** Largest turn, degrees either way. */
  readonly rotation: number;
  /** Largest shift, as a fraction of height and of width, either way. */
  readonly shift: number;
  /** Largest change of scale, as a fraction either way. */
  readonly scale: number;
  /** Probability that a picture is turned, shifted and scaled at all; each is unless given. */
  readonly moved?: number;
  readonly crop?: Crop;
  /** Probability that left and right are exchanged. */
  readonly flip?: number;
  readonly elastic?: Elastic;
  readonly jitter?: Jitter;
  /** Probability that an RGB picture loses its colours. */
  readonly grey?: number;
  readonly blur?: Blur;
}

/** A part of the picture, stretched to the whole. */
export interface Crop {
  /** Least share of the picture's area that is left; 1 leaves all. */
  readonly area: number;
  readonly probability: number;
}

/** A smooth random field moves every pixel by itself. */
export interface Elastic {
  /** No pixel moves by more, along either side. */
  readonly pixels: number;
  /** Pixels between the field's control points: the larger, the smoother. */
  readonly spacing: number;
  readonly probability: number;
}

/** Largest changes as fractions of the value, either way; `hue` as a fraction of the whole circle. Grey pictures have the first two. */
export interface Jitter {
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  readonly hue: number;
  readonly probability: number;
}

/** A Gaussian blur whose deviation, in pixels, lies between the two. */
export interface Blur {
  readonly least: number;
  readonly most: number;
  readonly probability: number;
}

export function isIdentity(augmentation: Augmentation): boolean {
  return staysInPlace(augmentation) && noneBeside(partsAtWork(augmentation));
}

/** Whether an augmentation has no turn, shift, scale, crop or flip. */
export function staysInPlace(augmentation: Augmentation): boolean {
  const { crop, flip } = partsAtWork(augmentation);
  const { rotation, shift, scale, moved } = augmentation;
  return ((rotation === 0 && shift === 0 && scale === 0) || moved === 0) && !crop && flip === 0;
}

/** Numbers in a row of `Transforms`. */
export const transformSize = 6;

/**
 * How each image of a batch is changed on its way into it: [b, 6], a row (yy, yx, xy, xx, shiftY, shiftX) an image. With the
 * image's middle (my, mx), dy = y − my − shiftY and dx = x − mx − shiftX, the result's pixel (y, x) is read from the source at
 *
 *     (yy·dy + yx·dx + my, xy·dy + xx·dx + mx),
 *
 * bilinear, the edge repeated outside. Every affine movement fits: turn, shift, scale, flip, crop. What is not affine, or changes
 * values and not places, is done to the batch afterwards: see augmentation/.
 */
export type Transforms = Float64Array;

/**
 * Draws a turn, a shift and a scale about the middle for each of `count` images (the "DA" of Guo et al. 2018, whose values are
 * rotation 10°, shift 0.1, scale 0), and a crop and a flip where there may be any. Takes four numbers an image from `rng`, one more
 * where some images are not moved, five more for crops, one more for flips.
 */
export function drawTransforms(count: number, shape: ImageShape, augmentation: Augmentation, rng: Rng): Transforms {
  const rows = new Float64Array(count * transformSize);
  for (let i = 0; i < count; i++) rows.set(drawTransform(shape, augmentation, rng), i * transformSize);
  return rows;
}

/** One row of drawTransforms. */
export function drawTransform(shape: ImageShape, augmentation: Augmentation, rng: Rng): readonly number[] {
  const { rotation, shift, scale, moved = 1 } = augmentation;
  const angle = (rng.between(-rotation, rotation) * Math.PI) / 180;
  const shiftY = rng.between(-shift, shift) * shape.height;
  const shiftX = rng.between(-shift, shift) * shape.width;
  const zoom = 1 + rng.between(-scale, scale);
  const stays = moved < 1 && rng.uniform() >= moved;
  const cos = Math.cos(angle) / zoom;
  const sin = Math.sin(angle) / zoom;
  const row = stays ? [1, 0, 0, 1, 0, 0] : [cos, -sin, sin, cos, shiftY, shiftX];
  return cropAndFlip(row, shape, partsAtWork(augmentation), rng);
}
