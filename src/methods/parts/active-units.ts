import type { Matrix } from "../../core/matrix";

/** Variance of a code's mean over the images above which it says something of them (Burda et al. 2016, section 5.2). */
const leastVariance = 0.01;

/** How many of the d codes [n, d] tell images apart: none is left when a variational autoencoder has collapsed into its prior. */
export function activeUnits({ data, rows, cols }: Matrix): number {
  let active = 0;
  for (let a = 0; a < cols; a++) {
    let mean = 0;
    for (let i = 0; i < rows; i++) mean += data[i * cols + a] / rows;
    let variance = 0;
    for (let i = 0; i < rows; i++) variance += (data[i * cols + a] - mean) ** 2 / rows;
    if (variance > leastVariance) active += 1;
  }
  return active;
}
