import type { Matrix } from "../core/matrix";
import { webgpuBackend } from "./kernels/webgpu-program";
import { searchOnDevice } from "./neighbours/device-search";
import { searchOnHost } from "./neighbours/host-search";
import { searchOnProcessor } from "./neighbours/processor-search";
import { type NearestNeighbours, type NearestNeighboursOptions, type Searcher, searchNeighbours } from "./neighbours/search";
import * as tf from "./tfjs";

export type { NearestNeighbours, NearestNeighboursOptions };

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
export function nearestNeighbours(codes: Matrix, k: number, options: NearestNeighboursOptions): Promise<NearestNeighbours> {
  return searchNeighbours(codes, k, options, searcher());
}

function searcher(): Searcher {
  const device = webgpuBackend();
  if (device) return (space, table, pace, report) => searchOnDevice(device, space, table, pace, report);
  return tf.getBackend() === "cpu" ? searchOnHost : searchOnProcessor;
}
