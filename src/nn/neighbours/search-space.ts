import type { Matrix } from "../../core/matrix";
import type { Pace } from "./pace";
import type { PointSet } from "./squared-distance";

export type Metric = "euclidean" | "cosine";

/** Twice the relative error of an f32 operation that rounds to nearest: graphics cards may round either way. */
const unit = 2 ** -23;

/** With more columns the fast pass takes the matrix product, which costs half of the differences but needs a wider margin. */
export const mostDifferenceCols = 64;

/**
 * What a search needs to be fast and exact at once. The fast pass works in f32 on copies of the rows (`writePoint`,
 * `writeQuery`) and gives each pair a value; `bound` says up to which value a pair may be nearer than a squared distance known
 * in double. Whatever lies beyond is farther for certain, whatever does not is measured in double by `squaredDistance`. So
 * rounding costs a few measurements more and never a neighbour.
 *
 * The value of a pair is either the squared distance of the copies, from explicit differences, or, with many columns, the
 * product (−2a, 1)·(b, ‖b‖²(1 − κ)) of rows a and b that had their mean taken off: ‖a − b‖² less ‖a‖², low by enough to
 * stay below the truth whatever the product rounds.
 *
 * Cosine distance is half the squared Euclidean distance of the rows at length 1; rows are never copied for that, but carry
 * a scale. Euclidean rows carry the power of two that brings the largest value to between 1 and 2, so that no square overflows.
 */
export class SearchSpace {
  readonly points: PointSet;
  readonly queries: PointSet;
  /** Whether the queries are the points, so that each must not find itself. */
  readonly self: boolean;
  readonly cols: number;
  readonly metric: Metric;
  /** Values of a row's copy for the fast pass. */
  readonly depth: number;
  /** Whether a pair's value is a product of copies, not a squared distance. */
  readonly product: boolean;
  readonly #centre: Float64Array | null;
  readonly #flagged: boolean;
  readonly #kappa: number;
  /** How far the copies of a pair may lie from the rows, together. */
  readonly displacement: number;
  /** Relative error of a squared distance of copies. */
  readonly growth: number;
  /** Absolute error where squares fall below the smallest normal number. */
  readonly floor: number;

  constructor(points: PointSet, queries: PointSet, cols: number, metric: Metric, centre: Float64Array | null) {
    this.points = points;
    this.queries = queries;
    this.self = points === queries;
    this.cols = cols;
    this.metric = metric;
    this.product = centre !== null;
    this.#centre = centre;
    // One value more, which is 1 for zero vectors and 0 for others: at right angles to all others.
    this.#flagged = points.scales.includes(0) || queries.scales.includes(0);
    this.depth = cols + Number(this.#flagged) + Number(this.product);
    // 2(depth + 2) for the product's rounding, 5 for that of the copies and norms, in units of half of `unit`.
    this.#kappa = this.product ? (2 * this.depth + 16) * unit : 0;
    this.growth = this.product ? 0 : (2 * this.depth + 16) * unit;
    this.displacement = metric === "cosine" && !this.product ? 2 * unit : 0;
    this.floor = this.depth * 2 ** -124;
  }

  /** Copies point i for the fast pass: its `depth` values go to to[at], to[at + step], ... */
  writePoint(i: number, to: Float32Array, at: number, step: number): void {
    const square = this.#write(this.points, i, to, at, step, 1);
    if (this.product) to[at + (this.depth - 1) * step] = square * (1 - this.#kappa);
  }

  /** Copies query i likewise and returns its base, which `bound` asks for. */
  writeQuery(i: number, to: Float32Array, at: number, step: number): number {
    const square = this.#write(this.queries, i, to, at, step, this.product ? -2 : 1);
    if (!this.product) return 0;
    to[at + (this.depth - 1) * step] = 1;
    return square * (1 - this.#kappa);
  }

  /**
   * A pair whose squared distance is at most `square` has at most this value in the fast pass, where `base` is the query's.
   * assembly/nearest-neighbours.ts holds the same formula.
   */
  bound(square: number, base: number): number {
    const root = Math.sqrt(square) + this.displacement;
    const most = root * root * (1 + this.growth) - base + this.floor;
    return most + Math.abs(most) * unit;
  }

  /** The distance to report for a squared distance of scaled rows. */
  distance(square: number): number {
    return this.metric === "cosine" ? square / 2 : Math.sqrt(square) / this.points.scales[0];
  }

  /** Writes factor · (row − centre) in f32 and returns the squared length of what was written, without the factor. */
  #write({ data, scales }: PointSet, i: number, to: Float32Array, at: number, step: number, factor: number): number {
    const { cols } = this;
    const centre = this.#centre;
    const scale = scales[i];
    let square = 0;
    for (let p = 0, from = i * cols; p < cols; p++, from++, at += step) {
      const value = Math.fround(data[from] * scale - (centre ? centre[p] : 0));
      to[at] = factor * value;
      square += value * value;
    }
    if (!this.#flagged) return square;
    const flag = scale === 0 ? 1 : 0;
    to[at] = factor * flag;
    return square + flag;
  }
}

/** Looks at every value once: the scales, the mean, and a sentence where a value is not a finite number. */
export async function openSearchSpace(codes: Matrix, queries: Matrix | null, metric: Metric, pace: Pace): Promise<SearchSpace> {
  const { cols } = codes;
  const product = cols > mostDifferenceCols;
  const sets = [codes, ...(queries ? [queries] : [])];
  const scales = sets.map(({ rows }) => new Float64Array(rows));
  const centre = product ? new Float64Array(cols) : null;
  let largest = 0;
  for (let set = 0; set < sets.length; set++) {
    const { data, rows } = sets[set];
    for (let i = 0; i < rows; i++) {
      let square = 0;
      for (let p = i * cols, end = p + cols; p < end; p++) {
        square += data[p] * data[p];
        largest = Math.max(largest, Math.abs(data[p]));
      }
      // f32 values can't overflow a sum of squares in double, so only a value that is not finite makes it so.
      if (!Number.isFinite(square)) throw notFinite(sets[set], i, set === 0 ? "codes" : "queries");
      scales[set][i] = metric === "cosine" && square > 0 ? 1 / Math.sqrt(square) : 0;
      if (centre && set === 0) {
        const weight = (metric === "cosine" ? scales[0][i] : 1) / rows;
        for (let p = 0, from = i * cols; p < cols; p++, from++) centre[p] += data[from] * weight;
      }
      if (pace.spend(3 * cols)) await pace.turn();
    }
  }
  if (metric === "euclidean") {
    const scale = largest > 0 ? 2 ** -Math.floor(Math.log2(largest)) : 1;
    for (const one of scales) one.fill(scale);
    if (centre) for (let p = 0; p < cols; p++) centre[p] *= scale;
  }
  const points = { data: codes.data, rows: codes.rows, scales: scales[0] };
  const asked = queries ? { data: queries.data, rows: queries.rows, scales: scales[1] } : points;
  return new SearchSpace(points, asked, cols, metric, centre);
}

function notFinite({ data, cols }: Matrix, row: number, what: string): Error {
  const col = data.subarray(row * cols, (row + 1) * cols).findIndex((value) => !Number.isFinite(value));
  return new Error(
    `nearestNeighbours: ${what}[${row}, ${col}] is ${data[row * cols + col]}, which has no distance to anything. Leave such rows out, or find out why training gave them.`,
  );
}
