import type { ImageShape } from "../../core/images";
import type { Rng } from "../../core/rng";
import { augmentation } from "./work";

/**
 * Copies grey picture `source` of `pixels` to place `target` of `out`, turned and shifted at random about its middle, bilinear,
 * the edge repeated outside: the loop that somebody writes who has tfjs alone, which has no such operation.
 */
export function augmentOnHost(
  pixels: Float32Array,
  source: number,
  out: Float32Array,
  target: number,
  { height, width }: ImageShape,
  rng: Rng,
): void {
  const { rotation, shift } = augmentation;
  const angle = (rng.between(-rotation, rotation) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
  const shiftY = rng.between(-shift, shift) * height;
  const shiftX = rng.between(-shift, shift) * width;
  const from = source * height * width;
  let to = target * height * width;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      const dy = y - middleY - shiftY;
      const dx = x - middleX - shiftX;
      const sy = Math.min(Math.max(cos * dy - sin * dx + middleY, 0), height - 1);
      const sx = Math.min(Math.max(sin * dy + cos * dx + middleX, 0), width - 1);
      const y0 = Math.floor(sy);
      const x0 = Math.floor(sx);
      const fy = sy - y0;
      const fx = sx - x0;
      const at = from + y0 * width + x0;
      const down = y0 < height - 1 ? width : 0;
      const right = x0 < width - 1 ? 1 : 0;
      const above = pixels[at] * (1 - fx) + pixels[at + right] * fx;
      const below = pixels[at + down] * (1 - fx) + pixels[at + down + right] * fx;
      out[to] = above * (1 - fy) + below * fy;
    }
  }
}
