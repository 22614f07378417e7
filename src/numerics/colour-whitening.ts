import { invariant } from "../core/assert";
import type { ColourMap } from "../core/colour-map";
import { symmetricEigen } from "./symmetric-eigen";

/** Pixels that the colours' spread is taken from at most. */
const mostPixels = 2 ** 21;
/** No direction of colour is strengthened more than this many times beside the strongest: what is weaker is noise. */
const mostGain = 16;
/** Below this spread of the strongest direction there is nothing to even out. */
const leastSpread = 1e-3;
/** What lies this many standard deviations from the mean becomes 1. */
const deviations = 3;

/**
 * Whitens the colours of RGB pictures [count, size] (ZCA; Kessy, Lewin and Strimmer 2018, "Optimal whitening and decorrelation"): their three
 * channels rise and fall together, since what differs most between pixels is light. Mapped, every direction of colour varies as much
 * as light does, about a mean of 0, by a third. `size` is that of one picture, 3 values a pixel. Of many pixels the spread is that of whole
 * pictures spread evenly over all.
 */
export async function colourWhitening(pixels: Float32Array, size: number): Promise<ColourMap> {
  invariant(
    size > 0 && size % 3 === 0 && pixels.length % size === 0,
    `colourWhitening: ${pixels.length} values, ${size} a picture`,
  );
  const { mean, covariance } = momentsOf(pixels, size);
  const { values, vectors } = await symmetricEigen(covariance, 3);
  const strongest = Math.sqrt(Math.max(values[0], 0));
  const least = Math.max(strongest / mostGain, leastSpread);
  const spreads = Array.from(values, (value) => deviations * Math.max(Math.sqrt(Math.max(value, 0)), least));
  /** Σ over the eigenvectors v of factor · v vᵀ */
  const composed = (factors: readonly number[]) =>
    Float32Array.from({ length: 9 }, (_, q) => {
      const [row, column] = [Math.floor(q / 3), q % 3];
      return factors.reduce((sum, factor, i) => sum + factor * vectors[3 * i + row] * vectors[3 * i + column], 0);
    });
  return { mean: Float32Array.from(mean), matrix: composed(spreads.map((s) => 1 / s)), inverse: composed(spreads) };
}

/** Mean [3] and covariance [3, 3] of the colours. */
function momentsOf(pixels: Float32Array, size: number): { mean: number[]; covariance: Float64Array } {
  const step = size * Math.max(1, Math.ceil(pixels.length / 3 / mostPixels));
  const sums = [0, 0, 0];
  const products = new Float64Array(9);
  let count = 0;
  for (let start = 0; start < pixels.length; start += step) {
    for (let p = start; p < start + size; p += 3) {
      for (let c = 0; c < 3; c++) {
        sums[c] += pixels[p + c];
        for (let d = 0; d <= c; d++) products[3 * c + d] += pixels[p + c] * pixels[p + d];
      }
    }
    count += size / 3;
  }
  const mean = sums.map((sum) => sum / Math.max(1, count));
  const covariance = products.map((product, q) => {
    const [c, d] = [Math.floor(q / 3), q % 3];
    return d <= c ? product / Math.max(1, count) - mean[c] * mean[d] : 0;
  });
  return { mean, covariance };
}
