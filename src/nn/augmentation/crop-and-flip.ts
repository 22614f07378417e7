import type { ImageShape } from "../../core/images";
import type { Rng } from "../../core/rng";
import type { Crop } from "../augment";
import type { PartsAtWork } from "./parts-at-work";

/** A crop is at most this much longer than wide, or wider than long. */
const mostAspect = 4 / 3;

/** Part of a picture: its sides as shares of the picture's, and how far its middle lies from the picture's middle, in pixels. */
interface Part {
  readonly high: number;
  readonly wide: number;
  readonly down: number;
  readonly right: number;
}

/**
 * `row` of Transforms, put behind a crop and a flip drawn from `rng`: the picture is cropped, mirrored, then moved. Takes five numbers
 * from `rng` for the crop and one for the flip, each only where there may be one.
 *
 * With the row's matrix A and shift s, the flip F = diag(1, −1), the crop's scale S and offset t, the source of p is
 * S F A (p − m − s) + t + m = M (p − m − (s − M⁻¹ t)) + m for M = S F A.
 */
export function cropAndFlip(
  row: readonly number[],
  shape: ImageShape,
  { crop, flip }: Pick<PartsAtWork, "crop" | "flip">,
  rng: Rng,
): readonly number[] {
  if (!crop && flip === 0) return row;
  const part = crop ? drawPart(crop, shape, rng) : null;
  const mirrored = flip > 0 && rng.uniform() < flip;
  const { high = 1, wide = 1, down = 0, right = 0 } = part ?? {};
  const across = mirrored ? -wide : wide;
  const [yy, yx, xy, xx, shiftY, shiftX] = row;
  const moved = [high * yy, high * yx, across * xy, across * xx] as const;
  if (down === 0 && right === 0) return [...moved, shiftY, shiftX];
  const [a, b, c, d] = moved;
  const determinant = a * d - b * c;
  return [...moved, shiftY - (d * down - b * right) / determinant, shiftX - (a * right - c * down) / determinant];
}

/**
 * A part of at least `area` of the picture, as RandomResizedCrop of torchvision draws it, but without its rejected trials: the
 * logarithm of the aspect is uniform within what fits. Null for a picture that is not cropped. Takes five numbers from `rng`.
 */
function drawPart({ area: least, probability }: Crop, { height, width }: ImageShape, rng: Rng): Part | null {
  const applies = rng.uniform() < probability;
  const area = rng.between(least, 1);
  const bound = Math.min(Math.log(mostAspect), -Math.log(area));
  const stretch = Math.exp(rng.between(-bound, bound) / 2);
  const high = Math.min(1, Math.sqrt(area) * stretch);
  const wide = Math.min(1, Math.sqrt(area) / stretch);
  const down = rng.between(-0.5, 0.5) * (1 - high) * height;
  const right = rng.between(-0.5, 0.5) * (1 - wide) * width;
  return applies ? { high, wide, down, right } : null;
}
