import { NearestList } from "./nearest-list";
import type { NeighbourTable } from "./neighbour-table";
import type { Pace } from "./pace";
import type { SearchSpace } from "./search-space";
import { squaredDistance } from "./squared-distance";

/** Every pair in double precision, in plain JavaScript: slow, and what the other ways are tested against. */
export async function searchOnHost(
  space: SearchSpace,
  table: NeighbourTable,
  pace: Pace,
  report: (done: number) => void,
): Promise<void> {
  const list = new NearestList(table.k);
  for (let query = 0; query < space.queries.rows; query++) {
    await scanOnHost(space, query, list, pace);
    table.writeList(query, list);
    report(query + 1);
  }
}

/** Work of a pair beside its columns, and of a column: two conversions to double, a bound checked twice. */
const workOfPair = 16;
const workOfCol = 2;

/** Fills `list` with the neighbours of one query, from all points. */
export async function scanOnHost(space: SearchSpace, query: number, list: NearestList, pace: Pace): Promise<void> {
  const { points, queries, cols, self } = space;
  const work = workOfPair + workOfCol * cols;
  list.clear();
  for (let from = 0; from < points.rows; ) {
    const end = Math.min(points.rows, from + Math.ceil(pace.left / work));
    const count = end - from;
    for (; from < end; from++) {
      if (self && from === query) continue;
      list.offer(squaredDistance(queries, query, points, from, cols, list.limit), from);
    }
    if (pace.spend(count * work)) await pace.turn();
  }
}
