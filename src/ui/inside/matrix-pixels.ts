import type { MatrixView } from "../../core/live-view";
import { short } from "../format";
import type { Scheme } from "../palette";

/** Red, green and blue of the least and the largest value; between them colours are mixed. */
const ends: Readonly<Record<Scheme, readonly [readonly number[], readonly number[]]>> = {
  light: [
    [255, 255, 255],
    [10, 74, 61],
  ],
  dark: [
    [24, 28, 27],
    [164, 240, 222],
  ],
};

/** The table as RGBA pixels [rows, cols, 4], one a number. What is not a number stays transparent. */
export function matrixPixels({ rows, cols, values, from, to }: MatrixView, scheme: Scheme): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(rows * cols * 4);
  const [low, high] = ends[scheme];
  const span = to > from ? to - from : 1;
  for (let p = 0; p < rows * cols; p++) {
    if (Number.isNaN(values[p])) continue;
    const share = Math.min(1, Math.max(0, (values[p] - from) / span));
    for (let c = 0; c < 3; c++) pixels[4 * p + c] = low[c] + share * (high[c] - low[c]);
    pixels[4 * p + 3] = 255;
  }
  return pixels;
}

/** The colours from the least value to the largest, as a background. */
export function matrixGradient(scheme: Scheme): string {
  const [low, high] = ends[scheme].map((colour) => `rgb(${colour.join(" ")})`);
  return `linear-gradient(to right, ${low}, ${high})`;
}

/** The table in a sentence, for those who don't see it. */
export function matrixSummary({ rows, cols, values, clusters }: MatrixView): string {
  let sum = 0;
  let count = 0;
  const within = { sum: 0, count: 0 };
  for (let p = 0; p < rows * cols; p++) {
    if (Number.isNaN(values[p])) continue;
    sum += values[p];
    count += 1;
    if (clusters && clusters[Math.floor(p / cols)] === clusters[p % cols]) {
      within.sum += values[p];
      within.count += 1;
    }
  }
  const mean = count === 0 ? 0 : sum / count;
  const inside = within.count === 0 ? "" : `, ${short(within.sum / within.count)} within clusters`;
  return `A table of ${rows} by ${cols}; mean ${short(mean)}${inside}.`;
}
