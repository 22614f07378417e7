import { type Matrix, matrix } from "../core/matrix";
import type { Rng } from "../core/rng";
import { leadingDirections } from "../numerics/subspace-iteration";

export interface PcaLayout {
  /** [n, 2] row-major: the centred codes along the first two principal components; images with a NaN code lie at 0. */
  readonly layout: Float32Array;
  /** [2, d] unit rows, the entry of greatest magnitude positive; zero rows where there is no variance left. */
  readonly components: Matrix;
  /** Share of the sample's variance along each. */
  readonly explained: readonly [number, number];
}

const mostRows = 2000;
/** Keeps a round of the iteration near 10 ms on wide codes such as pixels: fewer rows (but 200) are sampled there. */
const mostValues = 400_000;

/**
 * The codes [n, d] on their first two principal components, found from a seeded sample of at most 2,000 rows (200 at
 * d = 3,072). `rng` does not advance, so that equal generators choose equal rows and frames of a run stay comparable.
 */
export function pcaLayout(codes: Matrix, rng: Rng): PcaLayout {
  const { rows: n, cols: d, data } = codes;
  const { mean, finite } = finiteMean(codes);
  const stream = rng.fork("pca");
  const count = Math.min(finite.length, mostRows, Math.max(200, Math.floor(mostValues / Math.max(1, d))));
  const sample = new Float64Array(count * d);
  const chosen = sampleOf(finite, count, stream);
  for (let s = 0; s < count; s++) for (let j = 0; j < d; j++) sample[s * d + j] = data[chosen[s] * d + j] - mean[j];
  const { directions, shares } = leadingDirections(sample, count, d, 2, stream);
  const layout = new Float32Array(n * 2);
  for (const i of finite) {
    let x = 0;
    let y = 0;
    for (let j = 0, p = i * d; j < d; j++, p++) {
      const value = data[p] - mean[j];
      x += value * directions[j];
      y += value * directions[d + j];
    }
    layout[2 * i] = x;
    layout[2 * i + 1] = y;
  }
  return { layout, components: matrix(Float32Array.from(directions), 2, d), explained: [shares[0], shares[1]] };
}

/** The rows whose values are all finite, and their mean [d]. */
function finiteMean({ data, rows, cols }: Matrix): { mean: Float64Array; finite: Int32Array } {
  const mean = new Float64Array(cols);
  const finite = new Int32Array(rows);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0, p = i * cols; j < cols; j++, p++) sum += data[p];
    if (!Number.isFinite(sum)) continue;
    finite[count++] = i;
    for (let j = 0, p = i * cols; j < cols; j++, p++) mean[j] += data[p];
  }
  for (let j = 0; j < cols; j++) mean[j] /= Math.max(1, count);
  return { mean, finite: finite.subarray(0, count) };
}

/** `count` different entries of `from`, in their order where all are taken. */
function sampleOf(from: Int32Array, count: number, rng: Rng): Int32Array {
  if (count === from.length) return from;
  const pool = from.slice();
  for (let s = 0; s < count; s++) {
    const at = s + rng.integer(pool.length - s);
    [pool[s], pool[at]] = [pool[at], pool[s]];
  }
  return pool.subarray(0, count);
}
