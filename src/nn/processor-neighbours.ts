import type { Matrix } from "../core/matrix";
import { searchOnProcessor } from "./neighbours/processor-search";
import { type NearestNeighbours, type NearestNeighboursOptions, searchNeighbours } from "./neighbours/search";

/** nearestNeighbours where no tfjs is loaded: always on this thread's processor, with the same result. */
export function processorNeighbours(codes: Matrix, k: number, options: NearestNeighboursOptions): Promise<NearestNeighbours> {
  return searchNeighbours(codes, k, options, searchOnProcessor);
}
