import { type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import type { Pace } from "../../numerics/pace";
import type { Forces } from "./forces";

/** Standard deviation of a fresh start's first column, as in scikit-learn: so small that forces are nearly linear at first. */
const freshSpread = 1e-4;
/** Of that, the noise that tells duplicates apart. */
const noiseShare = 0.01;
/** The scale is found to a factor of 2^(1/16), which the descent makes good in a few steps. */
const halvingsOfScale = 5;
/** Extents of a layout beyond which nothing is looked for. */
const leastScale = 1e-6;
const mostScale = 1e6;

/**
 * A fresh start [n, dimensions]: `components` [n, at most dimensions], the points' leading principal components, with the first
 * scaled to a standard deviation of 1e-4, and a little noise. Columns for which there is no component are noise only.
 */
export function freshStart(components: Matrix, dimensions: number, rng: Rng): Float64Array {
  const { rows: n, cols, data } = components;
  let [mean, squares] = [0, 0];
  for (let i = 0; i < n; i++) mean += data[i * cols] / n;
  for (let i = 0; i < n; i++) squares += (data[i * cols] - mean) ** 2;
  const scale = squares > 0 ? freshSpread / Math.sqrt(squares / n) : 0;
  const layout = new Float64Array(n * dimensions);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < dimensions; c++) {
      const place = c < cols ? scale * data[i * cols + c] : 0;
      const noise = place === 0 ? freshSpread : noiseShare * freshSpread;
      layout[i * dimensions + c] = place + noise * rng.normal();
    }
  }
  return layout;
}

/** The first `dimensions` columns of `points`, or all. */
export function leadingColumns({ data, rows, cols }: Matrix, dimensions: number): Matrix {
  const kept = Math.min(cols, dimensions);
  const out = new Float32Array(rows * kept);
  for (let i = 0; i < rows; i++) for (let c = 0; c < kept; c++) out[i * kept + c] = data[i * cols + c];
  return matrix(out, rows, kept);
}

/**
 * Scales `layout`, in place, to where attraction and repulsion balance on the whole, which is where the Kullback-Leibler divergence
 * is least among all scales: a start that was drawn in [-1, 1] so gets the spread that a layout of these points has. About a dozen
 * measurements of the forces. One without extent stays as it is.
 */
export async function toNaturalScale(layout: Float64Array, forces: Forces, pace: Pace): Promise<void> {
  const shape = layout.slice();
  const contracts = async (scale: number): Promise<boolean> => {
    for (let p = 0; p < layout.length; p++) layout[p] = scale * shape[p];
    const sum = await forces.measure(layout, pace);
    let along = 0;
    for (let p = 0; p < layout.length; p++) along += layout[p] * (forces.attraction[p] - forces.repulsion[p] / sum);
    return along > 0;
  };
  let extent = 0;
  for (const value of shape) extent = Math.max(extent, Math.abs(value));
  if (!(extent > 0)) return;
  let low = 1 / extent;
  let high = low;
  if (await contracts(low)) {
    do {
      high = low;
      low /= 4;
    } while (low > leastScale / extent && (await contracts(low)));
  } else {
    do {
      low = high;
      high *= 4;
    } while (high < mostScale / extent && !(await contracts(high)));
  }
  for (let halving = 0; halving < halvingsOfScale; halving++) {
    const middle = Math.sqrt(low * high);
    if (await contracts(middle)) high = middle;
    else low = middle;
  }
  const scale = Math.sqrt(low * high);
  for (let p = 0; p < layout.length; p++) layout[p] = scale * shape[p];
}
