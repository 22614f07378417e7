import { type Matrix, matrix } from "../core/matrix";
import type { Rng } from "../core/rng";
import type { GiveWay } from "../core/turns";
import { leadingAxes } from "./leading-axes";
import { Pace } from "./pace";
import { dot } from "./vectors";

export interface PrincipalComponents {
  /** [d] */
  readonly mean: Float64Array;
  /** [dimensions, d] unit vectors, greatest variance first, the entry of greatest magnitude positive; 0 where no variance is left. */
  readonly components: Matrix;
  /** Share of the whole variance along each. */
  readonly explained: readonly number[];
  /** [n, dimensions] the centred points along the components. */
  readonly scores: Matrix;
}

/**
 * The first `dimensions` (at most d) principal components of `points` [n, d], in double precision, and the scores of all points.
 * Where all rows would take more than some five seconds (n d² / 2 above 6e9, as at 70,000 x 784) the directions and shares, but
 * neither the mean nor the scores, come from a random sample of them; see leadingAxes. `rng` does not advance. Gives up the
 * thread by `giveWay` about every 10 ms; never holds the points in doubles.
 */
export async function principalComponents(
  points: Matrix,
  dimensions: number,
  rng: Rng,
  giveWay?: GiveWay,
): Promise<PrincipalComponents> {
  const { cols: d } = points;
  const mean = await meanOf(points, giveWay);
  const { axes, squares, total } = await leadingAxes(points, mean, dimensions, rng.fork("principal components"), giveWay);
  return {
    mean,
    components: matrix(Float32Array.from(axes), dimensions, d),
    explained: Array.from(squares, (value) => (total > 0 ? value / total : 0)),
    scores: await scoresOf(points, mean, axes, dimensions, giveWay),
  };
}

/** [d] mean of the rows. */
export async function meanOf({ data, rows, cols }: Matrix, giveWay?: GiveWay): Promise<Float64Array> {
  const pace = new Pace(giveWay);
  const mean = new Float64Array(cols);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, p++) mean[j] += data[p];
    if (pace.spend(cols)) await pace.turn();
  }
  for (let j = 0; j < cols; j++) mean[j] /= Math.max(1, rows);
  return mean;
}

async function scoresOf(
  { data, rows, cols: d }: Matrix,
  mean: Float64Array,
  axes: Float64Array,
  count: number,
  giveWay?: GiveWay,
): Promise<Matrix> {
  const pace = new Pace(giveWay);
  const directions = Array.from({ length: count }, (_, c) => axes.subarray(c * d, (c + 1) * d));
  const row = new Float64Array(d);
  const scores = new Float32Array(rows * count);
  for (let i = 0, q = 0; i < rows; i++) {
    for (let j = 0, p = i * d; j < d; j++, p++) row[j] = data[p] - mean[j];
    for (const direction of directions) scores[q++] = dot(row, direction);
    if (pace.spend(count * d)) await pace.turn();
  }
  return matrix(scores, rows, count);
}
