import { invariant } from "./assert";

export interface ImageShape {
  /** n */
  readonly count: number;
  /** h, pixels */
  readonly height: number;
  /** w, pixels */
  readonly width: number;
  /** c: 1 grey, 3 RGB */
  readonly channels: 1 | 3;
  /**
   * These are no pictures but vectors of w values, such as features of a pretrained network: h and c are 1, values may be any finite
   * number, and neighbours in a row mean nothing.
   */
  readonly vectors?: true;
}

/** Class labels, used for evaluation only: no method may train on them. */
export interface Labels {
  /** [n]; index into `names`, or -1 where an image has no label. */
  readonly codes: Int32Array;
  /** One name a class, in the order of the codes. */
  readonly names: readonly string[];
}

/** A whole dataset in memory. */
export interface Images {
  readonly shape: ImageShape;
  /** [n, h, w, c] row-major, each in [0, 1] unless these are vectors. */
  readonly pixels: Float32Array;
  /** [n] path or name of each image, unique within the dataset. */
  readonly paths: readonly string[];
  readonly truth: Labels | null;
}

/** Number of values in one image: h * w * c. */
export function imageSize(shape: ImageShape): number {
  return shape.height * shape.width * shape.channels;
}

/** Returns `images` when its parts agree in length and pixels lie in [0, 1], or are finite in vectors; throws otherwise. */
export function checkImages(images: Images): Images {
  const { shape, pixels, paths, truth } = images;
  const expected = shape.count * imageSize(shape);
  invariant(
    pixels.length === expected,
    `images [${shape.count}, ${shape.height}, ${shape.width}, ${shape.channels}] need ${expected} values, got ${pixels.length}`,
  );
  invariant(paths.length === shape.count, `images: ${shape.count} images but ${paths.length} paths`);
  if (truth) invariant(truth.codes.length === shape.count, `images: ${shape.count} images but ${truth.codes.length} labels`);
  for (const value of pixels) {
    if (shape.vectors ? !Number.isFinite(value) : !(value >= 0 && value <= 1))
      throw new RangeError(
        `images: ${shape.vectors ? `value ${value} is not finite` : `pixel value ${value} is outside [0, 1]`}`,
      );
  }
  return images;
}
