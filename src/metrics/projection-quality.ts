import { type Matrix, matrix } from "../core/matrix";
import type { Rng } from "../core/rng";
import type { ScoreDescription } from "../core/score-description";
import type { Pace } from "../numerics/pace";
import { abortablePace, type Turns, workAtOnce } from "./abortable-pace";
import { fourDistances, takeFour } from "./four-distances";
import { excessRanks, nearestOf } from "./neighbour-ranks";

/** How faithful a layout is to the codes it shows, each in [0, 1]. */
export interface ProjectionQuality {
  /** Neighbours a point on which both are taken. */
  readonly k: number;
  /** 1 where nobody is a point's neighbour on the map that is not one among the codes. */
  readonly trustworthiness: number;
  /** 1 where every neighbour among the codes is one on the map. */
  readonly continuity: number;
  /** Points asked, where not all. */
  readonly sampled: number | null;
}

export const projectionQualityDescriptions: readonly ScoreDescription[] = [
  {
    id: "trustworthiness",
    name: "Trustworthiness",
    title: "Trustworthiness",
    group: "map",
    headline: true,
    range: [0, 1],
    better: "higher",
    summary: "Whether images that the map shows side by side are really alike: 1 means that no neighbour on it is false.",
    formula:
      "Each of the nearest on the map that is not among the nearest in the codes costs by how far down the list it is there.",
  },
  {
    id: "continuity",
    name: "Continuity",
    title: "Continuity",
    group: "map",
    headline: false,
    range: [0, 1],
    better: "higher",
    summary: "Whether images that are alike are side by side on the map: 1 means that no neighbours were torn apart.",
    formula:
      "Each of the nearest in the codes that is not among the nearest on the map costs by how far down the list it is there.",
  },
];

export interface ProjectionQualityOptions extends Turns {
  /** Neighbours a point; 15 where left out. Fewer are taken where that is not less than half of the points. */
  readonly k?: number;
  readonly rng: Rng;
  /** Points asked at most; where left out, 5,000, or fewer (but 500) where that would take more than some 15 seconds. */
  readonly most?: number;
}

/**
 * Trustworthiness and continuity (Venna and Kaski, Neighborhood preservation in nonlinear projection methods, ICANN 2001, eqs. 1 and 2)
 * of `layout` [n, 2] as a picture of `codes` [n, d]: scikit-learn's `trustworthiness` and the same with the spaces swapped. Of
 * points equally far, the one with the smaller index is nearer. NaN with k 0 for fewer than three points.
 *
 * Beyond `most` points a seeded sample of them is asked, each for its exact ranks among all n; `sampled` says how many. Memory is
 * that of 8 n distances. Gives the thread up after some 5 ms of work each time. Throws a RangeError where lengths differ, and
 * the signal's reason once that is aborted.
 */
export async function projectionQuality(
  codes: Matrix,
  layout: Float32Array,
  { k: wanted = 15, rng, most, ...turns }: ProjectionQualityOptions,
): Promise<ProjectionQuality> {
  const n = codes.rows;
  if (layout.length !== n * 2)
    throw new RangeError(`projection quality: ${n} codes need a layout of ${2 * n} numbers, got ${layout.length}.`);
  turns.signal?.throwIfAborted();
  const k = Math.min(Math.max(1, wanted), Math.ceil(n / 2) - 1);
  if (k < 1) return { k: 0, trustworthiness: Number.NaN, continuity: Number.NaN, sampled: null };
  const asked = Math.min(n, Math.max(1, most ?? mostByCost(n, codes.cols)));
  const queries = asked === n ? null : rng.fork("projection quality").permutation(n).subarray(0, asked).sort();

  const pace = abortablePace(turns);
  const map = matrix(layout, n, 2);
  const amongCodes = new FourQueries(codes, pace);
  const onMap = new FourQueries(map, pace);
  let falseNeighbours = 0;
  let tornNeighbours = 0;
  for (let tile = 0; tile < asked; tile += 4) {
    const queryOf = (lane: number) => (queries ? queries[Math.min(tile + lane, asked - 1)] : Math.min(tile + lane, asked - 1));
    const codeDistances = await amongCodes.distances(queryOf);
    const mapDistances = await onMap.distances(queryOf);
    for (let lane = 0; lane < 4 && tile + lane < asked; lane++) {
      const codeNeighbours = nearestOf(codeDistances, lane, k);
      const mapNeighbours = nearestOf(mapDistances, lane, k);
      falseNeighbours += excessRanks(codeDistances, lane, codeNeighbours, mapNeighbours);
      tornNeighbours += excessRanks(mapDistances, lane, mapNeighbours, codeNeighbours);
      if (pace.spend(rankWork * n)) await pace.turn();
    }
  }
  const worst = (asked * k * (2 * n - 3 * k - 1)) / 2;
  return {
    k,
    trustworthiness: 1 - falseNeighbours / worst,
    continuity: 1 - tornNeighbours / worst,
    sampled: queries ? asked : null,
  };
}

/** What finding a point's nearest and their ranks in both spaces costs for each other point, in multiply-adds: measured. */
const rankWork = 45;

/** Points that can be asked for about 15 seconds of plain JavaScript, in [500, 5000]. */
function mostByCost(n: number, cols: number): number {
  return Math.max(500, Math.min(5000, n <= 5000 ? n : Math.floor(2e10 / (n * (cols + rankWork)))));
}

/** Squared distances of four points at a time to all, in memory used again and again. */
class FourQueries {
  readonly #points: Matrix;
  readonly #pace: Pace;
  readonly #four: Float64Array;
  readonly #distances: Float64Array;

  constructor(points: Matrix, pace: Pace) {
    this.#points = points;
    this.#pace = pace;
    this.#four = new Float64Array(4 * points.cols);
    this.#distances = new Float64Array(4 * points.rows);
  }

  /** [n, 4] valid until the next call; infinite to the points themselves. */
  async distances(queryOf: (lane: number) => number): Promise<Float64Array> {
    const { rows, cols } = this.#points;
    takeFour(this.#points, queryOf, this.#four);
    const step = Math.max(2, Math.floor(workAtOnce / (4 * cols)));
    for (let from = 0; from < rows; from += step) {
      const to = Math.min(rows, from + step);
      fourDistances(this.#four, this.#points, from, to, this.#distances.subarray(4 * from, 4 * to));
      if (this.#pace.spend((to - from) * 4 * (cols + 1))) await this.#pace.turn();
    }
    for (let lane = 0; lane < 4; lane++) this.#distances[queryOf(lane) * 4 + lane] = Number.POSITIVE_INFINITY;
    return this.#distances;
  }
}
