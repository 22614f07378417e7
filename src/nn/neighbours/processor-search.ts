import { searchOnHost } from "./host-search";
import { searchNatively } from "./native-search";
import type { NeighbourTable } from "./neighbour-table";
import type { Pace } from "./pace";
import type { SearchSpace } from "./search-space";

/** The search on the processor: by its SIMD, or in plain JavaScript where WebAssembly has none. The same bits either way. */
export function searchOnProcessor(
  space: SearchSpace,
  table: NeighbourTable,
  pace: Pace,
  report: (done: number) => void,
): Promise<void> {
  return hasSimd() ? searchNatively(space, table, pace, report) : searchOnHost(space, table, pace, report);
}

/** The smallest module that uses a SIMD instruction: a function that drops a vector of zeros. */
const simdProbe = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0], // header
  ...[1, 4, 1, 96, 0, 0], // one type, () → ()
  ...[3, 2, 1, 0], // one function of it
  ...[10, 23, 1, 21, 0, 253, 12, ...new Array<number>(16).fill(0), 26, 11], // v128.const 0, drop
);

const hasSimd = (): boolean => typeof WebAssembly !== "undefined" && WebAssembly.validate(simdProbe);
