import type { Matrix } from "../core/matrix";
import type { Rng } from "../core/rng";
import type { GiveWay } from "../core/turns";
import { symmetricEigenpairs } from "./dense-eigenpairs";
import { largestEigenpairs } from "./lanczos";
import { Pace } from "./pace";
import { scatterMatrix } from "./scatter-matrix";
import { dot, fixSign } from "./vectors";

export interface LeadingAxes {
  /** [count, d] unit and orthogonal rows, the entry of greatest magnitude positive; zero rows where nothing is left. */
  readonly axes: Float64Array;
  /** [count] falling: sum over the rows that were looked at of the squared part along each axis. */
  readonly squares: Float64Array;
  /** Sum of all squares of those rows. */
  readonly total: number;
  /** How many rows were looked at. */
  readonly rows: number;
}

/** Up to this width X'X is formed and taken apart; beyond, it is only applied, through the rows. */
const mostDense = 1024;
/** Multiply-adds that may go into the axes, about five seconds; where all rows would take more, a sample of them stands for all. */
const mostWork = 6e9;
/** Multiplications by X'X that Lanczos iterations are taken to need for some fifty axes. */
const multiplications = 150;

/**
 * The `count` axes along which the rows of `points` [n, d], less `mean` (null stands for 0), have the greatest squares: the
 * leading right singular vectors, in double precision. Looks at no more rows than it has time for, drawn without
 * replacement: 19,500 at d = 784; all where n is smaller. `count` is at most d; `rng` does not advance. Memory beside the
 * result: some copies of a [d, d] matrix up to d = 1,024, some of the result beyond.
 */
export async function leadingAxes(
  points: Matrix,
  mean: Float64Array | null,
  count: number,
  rng: Rng,
  giveWay?: GiveWay,
): Promise<LeadingAxes> {
  const d = points.cols;
  const dense = d <= mostDense;
  const most = Math.max(2 * count, Math.floor(mostWork / (dense ? (d * d) / 2 : 2 * d * multiplications)));
  const chosen = most < points.rows ? rng.fork("sample").permutation(points.rows).subarray(0, most).sort() : null;
  const stream = rng.fork("start");
  const { values, vectors, total } = dense
    ? await denseAxes(points, mean, chosen, count, stream, giveWay)
    : await iteratedAxes(points, mean, chosen, count, stream, giveWay);
  for (let c = 0; c < count; c++) {
    const axis = vectors.subarray(c * d, (c + 1) * d);
    // What rounding leaves of an axis along which there is nothing is noise.
    if (values[c] > 1e-12 * total) fixSign(axis);
    else axis.fill(0);
  }
  return { axes: vectors, squares: values.map((value) => Math.max(0, value)), total, rows: chosen?.length ?? points.rows };
}

interface Found {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
  readonly total: number;
}

async function denseAxes(
  points: Matrix,
  mean: Float64Array | null,
  chosen: Int32Array | null,
  count: number,
  rng: Rng,
  giveWay?: GiveWay,
): Promise<Found> {
  const d = points.cols;
  const scatter = await scatterMatrix(points, mean, chosen, giveWay);
  let total = 0;
  for (let j = 0; j < d; j++) total += scatter[j * d + j];
  return { ...(await symmetricEigenpairs(scatter, d, count, rng, giveWay)), total };
}

async function iteratedAxes(
  points: Matrix,
  mean: Float64Array | null,
  chosen: Int32Array | null,
  count: number,
  rng: Rng,
  giveWay?: GiveWay,
): Promise<Found> {
  const { data, cols: d } = points;
  const rows = chosen?.length ?? points.rows;
  const row = new Float64Array(d);
  const readRow = (i: number) => {
    const start = (chosen ? chosen[i] : i) * d;
    if (mean) for (let j = 0; j < d; j++) row[j] = data[start + j] - mean[j];
    else for (let j = 0; j < d; j++) row[j] = data[start + j];
  };
  const pace = new Pace(giveWay);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    readRow(i);
    total += dot(row, row);
    if (pace.spend(d)) await pace.turn();
  }
  const multiply = (x: Float64Array, out: Float64Array) => {
    out.fill(0);
    for (let i = 0; i < rows; i++) {
      readRow(i);
      const along = dot(row, x);
      for (let j = 0; j < d; j++) out[j] += along * row[j];
    }
  };
  if (!(total > 0)) return { values: new Float64Array(count), vectors: new Float64Array(count * d), total };
  const options = { rng, workOfMultiplication: 2 * rows * d, ...(giveWay && { giveWay }) };
  return { ...(await largestEigenpairs(multiply, d, count, options)), total };
}
