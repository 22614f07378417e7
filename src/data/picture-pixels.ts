import type { ImportOptions, Picture } from "./dataset";
import { resample } from "./resample";

/**
 * Writes `picture` as a square of RGB bytes [side, side, 3] into `out` and says whether it is grey (red = green = blue everywhere).
 * What is transparent is laid on white first, in the picture's own buffer.
 */
export function squareRgb(picture: Picture, side: number, fit: ImportOptions["fit"], out: Uint8Array): boolean {
  const { width, height, rgba } = picture;
  flattenOnWhite(rgba);
  const square = new Float64Array(side * side * 3);
  resample({ width, height, stride: 4, data: rgba }, { width: side, height: side, channels: 3 }, fit, square);
  let grey = true;
  for (let i = 0; i < square.length; i += 3) {
    out[i] = Math.round(square[i]);
    out[i + 1] = Math.round(square[i + 1]);
    out[i + 2] = Math.round(square[i + 2]);
    if (out[i] !== out[i + 1] || out[i] !== out[i + 2]) grey = false;
  }
  return grey;
}

function flattenOnWhite(rgba: Uint8ClampedArray): void {
  for (let i = 3; i < rgba.length; i += 4) {
    const alpha = rgba[i];
    if (alpha === 255) continue;
    const white = 255 * (255 - alpha);
    rgba[i - 3] = Math.round((rgba[i - 3] * alpha + white) / 255);
    rgba[i - 2] = Math.round((rgba[i - 2] * alpha + white) / 255);
    rgba[i - 1] = Math.round((rgba[i - 1] * alpha + white) / 255);
    rgba[i] = 255;
  }
}

/** Weights of Rec. 601: what the eye makes of red, green and blue. */
export function luma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
