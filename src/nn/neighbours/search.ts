import type { Matrix } from "../../core/matrix";
import { NeighbourTable } from "./neighbour-table";
import { type GiveWay, Pace } from "./pace";
import { type Metric, openSearchSpace, type SearchSpace } from "./search-space";

export interface NearestNeighboursOptions {
  readonly metric: Metric;
  /** Once aborted, the search throws its reason at the next turn. */
  readonly signal?: AbortSignal;
  /** [q, d] rows whose neighbours among the codes are wanted; the codes themselves when left out. */
  readonly queries?: Matrix;
  /** Hears how many of all queries are done, after each block of them. */
  readonly report?: (done: number, all: number) => void;
  /** Gives up the thread; called about every 10 ms of work. A macrotask of this module's own by default. */
  readonly giveWay?: GiveWay;
}

export interface NearestNeighbours {
  /** Neighbours of each query: the k asked for, or as many as there are. */
  readonly k: number;
  /** [q · k] rows of the codes, nearest first, the lower index first among equals. */
  readonly indices: Int32Array;
  /** [q · k] Euclidean distances, or cosine distances 1 − cos in 0..2. */
  readonly distances: Float32Array;
}

/** Fills `table` from `space`, and reports how many queries are done. */
export type Searcher = (space: SearchSpace, table: NeighbourTable, pace: Pace, report: (done: number) => void) => Promise<void>;

/** The search as nearest-neighbours.ts describes it, by `searcher`. */
export async function searchNeighbours(
  codes: Matrix,
  k: number,
  { metric, signal, queries, report, giveWay }: NearestNeighboursOptions,
  searcher: Searcher,
): Promise<NearestNeighbours> {
  const others = queries && queries !== codes ? queries : null;
  checkInput(codes, k, others);
  const pace = new Pace(giveWay, signal);
  const found = Math.min(k, others ? codes.rows : codes.rows - 1);
  const all = others ? others.rows : codes.rows;
  if (found <= 0 || all === 0) return { k: Math.max(0, found), indices: new Int32Array(0), distances: new Float32Array(0) };
  const space = await openSearchSpace(codes, others, metric, pace);
  const table = new NeighbourTable(space, found);
  await searcher(space, table, pace, (done) => report?.(done, all));
  return { k: found, indices: table.indices, distances: table.distances };
}

function checkInput(codes: Matrix, k: number, queries: Matrix | null): void {
  if (!Number.isInteger(k) || k < 1) throw new Error(`nearestNeighbours: k must be a whole number from 1 on, got ${k}.`);
  if (codes.cols < 1) throw new Error(`nearestNeighbours: codes [${codes.rows}, 0] have no columns to measure distances by.`);
  if (queries && queries.cols !== codes.cols) {
    throw new Error(
      `nearestNeighbours: codes [n, d] and queries [q, d] must share d, got [${codes.rows}, ${codes.cols}] and [${queries.rows}, ${queries.cols}].`,
    );
  }
}
