/** What one pixel of the result is made of: `weights` of the pixels from `first` on. */
interface Taps {
  readonly first: number;
  readonly weights: Float32Array;
}

/**
 * Bilinear resampling of a row of `from` pixels to `to`, pixel centres at halves. Made smaller, the triangle is as wide as the
 * pixels that it must cover, so that none is passed over: what torch calls "bilinear" with antialias, as Pillow resizes, and plain bilinear
 * where a picture grows.
 */
export function bilinearTaps(from: number, to: number): Taps[] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(from, Math.floor(centre + reach + 0.5));
    const heights = Array.from({ length: end - first }, (_, j) => Math.max(0, 1 - Math.abs(first + j + 0.5 - centre) / reach));
    const sum = heights.reduce((total, height) => total + height, 0);
    return { first, weights: Float32Array.from(heights, (height) => height / sum) };
  });
}

/** `rows` rows of taps.length sums each: source [rows, from, c] → target [rows, taps.length, c]. */
export function resampleRows(
  source: Float32Array,
  target: Float32Array,
  rows: number,
  from: number,
  c: number,
  taps: Taps[],
): void {
  for (let row = 0, at = 0; row < rows; row++) {
    for (const { first, weights } of taps) {
      for (let channel = 0; channel < c; channel++, at++) {
        let sum = 0;
        let place = (row * from + first) * c + channel;
        for (let j = 0; j < weights.length; j++, place += c) sum += weights[j] * source[place];
        target[at] = sum;
      }
    }
  }
}
