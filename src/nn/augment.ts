import { type ImageShape, imageSize } from "../core/images";
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

/**
 * Copies image `source` of `pixels` to place `target` of `out`, turned, shifted and scaled at random about its centre;
 * bilinear, the edge repeated outside (the "DA" of Guo et al. 2018, whose values are rotation 10°, shift 0.1, scale 0).
 */
export function augmentInto(
  pixels: Float32Array,
  source: number,
  out: Float32Array,
  target: number,
  shape: ImageShape,
  augmentation: Augmentation,
  rng: Rng,
): void {
  const { height, width, channels } = shape;
  const angle = (rng.between(-augmentation.rotation, augmentation.rotation) * Math.PI) / 180;
  const shiftY = rng.between(-augmentation.shift, augmentation.shift) * height;
  const shiftX = rng.between(-augmentation.shift, augmentation.shift) * width;
  const zoom = 1 + rng.between(-augmentation.scale, augmentation.scale);
  const cos = Math.cos(angle) / zoom;
  const sin = Math.sin(angle) / zoom;
  const middleY = (height - 1) / 2;
  const middleX = (width - 1) / 2;
  const from = source * imageSize(shape);
  let to = target * imageSize(shape);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += channels) {
      const dy = y - middleY - shiftY;
      const dx = x - middleX - shiftX;
      const sy = clamp(cos * dy - sin * dx + middleY, height - 1);
      const sx = clamp(sin * dy + cos * dx + middleX, width - 1);
      const y0 = Math.floor(sy);
      const x0 = Math.floor(sx);
      const fy = sy - y0;
      const fx = sx - x0;
      const down = y0 < height - 1 ? width * channels : 0;
      const right = x0 < width - 1 ? channels : 0;
      const at = from + (y0 * width + x0) * channels;
      for (let c = 0; c < channels; c++) {
        const above = pixels[at + c] * (1 - fx) + pixels[at + right + c] * fx;
        const below = pixels[at + down + c] * (1 - fx) + pixels[at + down + right + c] * fx;
        out[to + c] = above * (1 - fy) + below * fy;
      }
    }
  }
}

function clamp(value: number, high: number): number {
  return Math.min(Math.max(value, 0), high);
}
