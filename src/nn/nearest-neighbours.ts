import type { Matrix } from "../core/matrix";
import { webgpuBackend } from "./kernels/webgpu-program";
import { searchOnDevice } from "./neighbours/device-search";
import { searchOnHost } from "./neighbours/host-search";
import { searchNatively } from "./neighbours/native-search";
import { NeighbourTable } from "./neighbours/neighbour-table";
import { type GiveWay, Pace } from "./neighbours/pace";
import { type Metric, openSearchSpace } from "./neighbours/search-space";
import * as tf from "./tfjs";

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

/**
 * The k nearest neighbours of every row of `codes` [n, d], itself left out (its duplicates are not), or of every query [q, d].
 *
 * Exact: neighbours are chosen and ordered by distances in double precision from explicit differences, the same on every
 * backend; only the reported distance is rounded to f32. Under cosine a zero vector has no direction: it is at distance 1 from
 * every other vector and at 0 from another zero vector. With fewer than k other codes all are given, and `k` says how many.
 *
 * Runs on the WebGPU device where that is the backend in force, on the processor's SIMD otherwise, and in plain JavaScript
 * where the backend is `cpu` or WebAssembly has no SIMD. Never holds an n × n matrix: beside the result it takes about two
 * copies of the codes. Throws a sentence for shapes that do not fit and for values that are not finite.
 */
export async function nearestNeighbours(
  codes: Matrix,
  k: number,
  { metric, signal, queries, report, giveWay }: NearestNeighboursOptions,
): Promise<NearestNeighbours> {
  const others = queries && queries !== codes ? queries : null;
  checkInput(codes, k, others);
  const pace = new Pace(giveWay, signal);
  const found = Math.min(k, others ? codes.rows : codes.rows - 1);
  const all = others ? others.rows : codes.rows;
  if (found <= 0 || all === 0) return { k: Math.max(0, found), indices: new Int32Array(0), distances: new Float32Array(0) };

  const space = await openSearchSpace(codes, others, metric, pace);
  const table = new NeighbourTable(space, found);
  const done = (count: number) => report?.(count, all);
  const device = webgpuBackend();
  if (device) await searchOnDevice(device, space, table, pace, done);
  else if (tf.getBackend() === "cpu" || !hasSimd()) await searchOnHost(space, table, pace, done);
  else await searchNatively(space, table, pace, done);
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

/** The smallest module that uses a SIMD instruction: a function that drops a vector of zeros. */
const simdProbe = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0], // header
  ...[1, 4, 1, 96, 0, 0], // one type, () → ()
  ...[3, 2, 1, 0], // one function of it
  ...[10, 23, 1, 21, 0, 253, 12, ...new Array<number>(16).fill(0), 26, 11], // v128.const 0, drop
);

const hasSimd = (): boolean => typeof WebAssembly !== "undefined" && WebAssembly.validate(simdProbe);
