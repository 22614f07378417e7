import { type Matrix, matrix } from "../core/matrix";
import type { Rng } from "../core/rng";
import { leadingDirections } from "./subspace-iteration";

export interface PrincipalComponents {
  /** [d] */
  readonly mean: Float64Array;
  /** [dimensions, d] unit vectors, greatest variance first. */
  readonly components: Matrix;
  /** Share of the whole variance along each. */
  readonly explained: readonly number[];
  /** [n, dimensions] the centred points along the components. */
  readonly scores: Matrix;
}

/** The first `dimensions` (at most d and n) principal components of `points` [n, d]. `rng` does not advance. */
export async function principalComponents(points: Matrix, dimensions: number, rng: Rng): Promise<PrincipalComponents> {
  const { rows: n, cols: d, data } = points;
  const mean = new Float64Array(d);
  for (let i = 0, p = 0; i < n; i++) for (let j = 0; j < d; j++, p++) mean[j] += data[p] / n;
  const centred = Float64Array.from(data, (value, p) => value - mean[p % d]);
  const { directions, shares } = leadingDirections(centred, n, d, dimensions, rng.fork("principal components"));
  const scores = new Float32Array(n * dimensions);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < dimensions; c++) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += centred[i * d + j] * directions[c * d + j];
      scores[i * dimensions + c] = sum;
    }
  }
  return {
    mean,
    components: matrix(Float32Array.from(directions), dimensions, d),
    explained: [...shares],
    scores: matrix(scores, n, dimensions),
  };
}
