import { invariant } from "../core/assert";
import type { ColourMap } from "../core/colour-map";
import { symmetricEigen } from "./symmetric-eigen";

/** Pixels that the colours' spread is taken from at most. */
const mostPixels = 2 ** 21;
/** No direction of colour is strengthened more than this many times beside the strongest: what is weaker is noise. */
const mostGain = 16;
/** Below this spread of the strongest direction there is nothing to even out. */
const leastSpread = 1e-3;
/** What lies this many standard deviations from the mean becomes 1, or further, where more than this share of values lies beyond. */
const leastReach = 3;
const shareBeyond = 0.01;
/** Bins of a standard deviation in which the values are counted, and how many deviations at most. */
const binsOfDeviation = 32;
const mostReach = 64;

/**
 * Whitens the colours of RGB pictures [count, size] (ZCA; Kessy, Lewin and Strimmer 2018, "Optimal whitening and decorrelation"): their three
 * channels rise and fall together, since what differs most between pixels is light. Mapped, every direction of colour varies as much
 * as light does, about a mean of 0, by a third; by less where colours are few on an even ground, which three deviations would cut off.
 * `size` is that of one picture, 3 values a pixel. Of many pixels the spread is that of whole pictures spread evenly over all.
 */
export async function colourWhitening(pixels: Float32Array, size: number): Promise<ColourMap> {
  invariant(
    size > 0 && size % 3 === 0 && pixels.length % size === 0,
    `colourWhitening: ${pixels.length} values, ${size} a picture`,
  );
  const step = size * Math.max(1, Math.ceil(pixels.length / 3 / mostPixels));
  const { mean, covariance } = momentsOf(pixels, size, step);
  const { values, vectors } = await symmetricEigen(covariance, 3);
  const strongest = Math.sqrt(Math.max(values[0], 0));
  const least = Math.max(strongest / mostGain, leastSpread);
  const spreads = Array.from(values, (value) => Math.max(Math.sqrt(Math.max(value, 0)), least));
  /** Σ over the eigenvectors v of factor · v vᵀ */
  const composed = (factors: readonly number[]) =>
    Float32Array.from({ length: 9 }, (_, q) => {
      const [row, column] = [Math.floor(q / 3), q % 3];
      return factors.reduce((sum, factor, i) => sum + factor * vectors[3 * i + row] * vectors[3 * i + column], 0);
    });
  const whitening = composed(spreads.map((spread) => 1 / spread));
  const reach = reachOf(pixels, size, step, mean, whitening);
  return {
    mean: Float32Array.from(mean),
    matrix: whitening.map((value) => value / reach),
    inverse: composed(spreads).map((value) => value * reach),
  };
}

/** Deviations from the mean beyond which no more than shareBeyond of the whitened values lie; at least leastReach. */
function reachOf(pixels: Float32Array, size: number, step: number, mean: readonly number[], whitening: Float32Array): number {
  const counts = new Uint32Array(mostReach * binsOfDeviation);
  let total = 0;
  for (let start = 0; start < pixels.length; start += step) {
    for (let p = start; p < start + size; p += 3) {
      const [r, g, b] = [pixels[p] - mean[0], pixels[p + 1] - mean[1], pixels[p + 2] - mean[2]];
      for (let c = 0; c < 3; c++) {
        const value = Math.abs(r * whitening[c] + g * whitening[3 + c] + b * whitening[6 + c]);
        counts[Math.min(counts.length - 1, Math.floor(value * binsOfDeviation))] += 1;
      }
    }
    total += size;
  }
  let beyond = 0;
  let bin = counts.length;
  while (bin > leastReach * binsOfDeviation && beyond + counts[bin - 1] <= shareBeyond * total) beyond += counts[--bin];
  return bin / binsOfDeviation;
}

/** Mean [3] and covariance [3, 3] of the colours. */
function momentsOf(pixels: Float32Array, size: number, step: number): { mean: number[]; covariance: Float64Array } {
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
