import type { ImageShape } from "../core/images";
import type { Rng } from "../core/rng";

/** How far a picture may be moved. All zero: not at all. */
export interface Augmentation {
  /** Largest turn, degrees either way. */
  readonly rotation: number;
  /** Largest shift, as a fraction of height and of width, either way. */
  readonly shift: number;
  /** Largest change of scale, as a fraction either way. */
  readonly scale: number;
}

export function isIdentity(augmentation: Augmentation): boolean {
  return augmentation.rotation === 0 && augmentation.shift === 0 && augmentation.scale === 0;
}

/** Numbers in a row of `Transforms`. */
export const transformSize = 6;

/**
 * How each image of a batch is changed on its way into it: [b, 6], a row (yy, yx, xy, xx, shiftY, shiftX) an image. With the
 * image's middle (my, mx), dy = y − my − shiftY and dx = x − mx − shiftX, the result's pixel (y, x) is read from the source at
 *
 *     (yy·dy + yx·dx + my, xy·dy + xx·dx + mx),
 *
 * bilinear, the edge repeated outside. Every affine movement fits: turn, shift, scale, flip, crop. What changes values and not
 * places (brightness, contrast, greyscale, cutout) belongs in further columns, which kernels apply to the value they have read.
 */
export type Transforms = Float64Array;

/**
 * Draws a turn, a shift and a scale about the middle for each of `count` images (the "DA" of Guo et al. 2018, whose values are
 * rotation 10°, shift 0.1, scale 0). Takes four numbers an image from `rng`.
 */
export function drawTransforms(count: number, shape: ImageShape, augmentation: Augmentation, rng: Rng): Transforms {
  const { rotation, shift, scale } = augmentation;
  const rows = new Float64Array(count * transformSize);
  for (let i = 0; i < count; i++) {
    const angle = (rng.between(-rotation, rotation) * Math.PI) / 180;
    const shiftY = rng.between(-shift, shift) * shape.height;
    const shiftX = rng.between(-shift, shift) * shape.width;
    const zoom = 1 + rng.between(-scale, scale);
    const cos = Math.cos(angle) / zoom;
    const sin = Math.sin(angle) / zoom;
    rows.set([cos, -sin, sin, cos, shiftY, shiftX], i * transformSize);
  }
  return rows;
}
