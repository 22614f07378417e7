import { compileNativeModule, type NativeFunctions } from "../native/native-module";
import type { NeighbourTable } from "./neighbour-table";
import type { Pace } from "./pace";
import type { SearchSpace } from "./search-space";

/** Queries of a block at most: its lists and copies stay in the second-level cache while all points pass by. */
const mostQueries = 64;
const mostBlockBytes = 2 ** 18;

/**
 * The search by our WebAssembly module on a memory of its own, which is given back when the search ends (a tfjs heap would keep
 * what it once grew to). Two copies of the points lie there: their rows, and the panels of the fast pass.
 */
export async function searchNatively(
  space: SearchSpace,
  table: NeighbourTable,
  pace: Pace,
  report: (done: number) => void,
): Promise<void> {
  const { points, queries, cols, depth } = space;
  const { k } = table;
  const fitting = Math.floor(mostBlockBytes / (4 * depth)) & ~7;
  const block = Math.max(8, Math.min(mostQueries, fitting));
  const panels = Math.ceil(points.rows / 8);

  const room = new Room();
  const at = {
    panels: room.take(4 * panels * 8 * depth),
    rows: room.take(4 * points.rows * cols),
    scales: room.take(8 * points.rows),
    queryPanels: room.take(4 * block * depth),
    queryRows: room.take(4 * block * cols),
    queryScales: room.take(8 * block),
    bases: room.take(8 * block),
    bounds: room.take(4 * block),
    squares: room.take(8 * block * k),
    indices: room.take(4 * block * k),
    tile: room.take(128),
  };
  const memory = room.open();
  const { exports } = await WebAssembly.instantiate(await compileNativeModule(memory), { env: { memory } });
  const native = exports as unknown as NativeFunctions;
  const floats = (from: number, length: number) => new Float32Array(memory.buffer, from, length);
  const doubles = (from: number, length: number) => new Float64Array(memory.buffer, from, length);

  const panelValues = floats(at.panels, panels * 8 * depth);
  const rowValues = floats(at.rows, points.rows * cols);
  // The lanes behind the last point: NaN is never near.
  panelValues.subarray((panels - 1) * 8 * depth).fill(Number.NaN);
  doubles(at.scales, points.rows).set(points.scales);
  for (let i = 0; i < points.rows; i++) {
    rowValues.set(points.data.subarray(i * cols, (i + 1) * cols), i * cols);
    space.writePoint(i, panelValues, (i >> 3) * 8 * depth + (i & 7), 8);
    if (pace.spend(4 * depth)) await pace.turn();
  }
  native.setSearchPoints(
    cols,
    depth,
    Number(space.product),
    at.panels,
    at.rows,
    at.scales,
    space.displacement,
    space.growth,
    space.floor,
  );
  native.setSearchBlock(k, at.queryPanels, at.queryRows, at.queryScales, at.bases, at.bounds, at.squares, at.indices, at.tile);

  const copies = floats(at.queryPanels, block * depth);
  const bases = doubles(at.bases, block);
  for (let first = 0; first < queries.rows; first += block) {
    const count = Math.min(block, queries.rows - first);
    floats(at.queryRows, count * cols).set(queries.data.subarray(first * cols, (first + count) * cols));
    doubles(at.queryScales, count).set(queries.scales.subarray(first, first + count));
    for (let q = 0; q < count; q++) bases[q] = space.writeQuery(first + q, copies, (q >> 2) * 4 * depth + (q & 3), 4);
    native.startSearchBlock(count, space.self ? first : -block);
    // From the queries' own place on: in sorted data the near points come first then, and few are measured in vain.
    const start = space.self ? first >> 3 : 0;
    for (const [from, end] of [
      [start, panels],
      [0, start],
    ]) {
      for (let panel = from; panel < end; ) {
        panel = native.scanPanels(panel, end, pace.left);
        if (pace.spend(native.workDone())) await pace.turn();
      }
    }
    table.write(first, count, doubles(at.squares, count * k), new Int32Array(memory.buffer, at.indices, count * k));
    if (pace.spend(4 * count * (depth + k))) await pace.turn();
    report(first + count);
  }
}

/** Room in one WebAssembly memory, shared out before the memory is made. */
class Room {
  /** Nothing lies at address 0. */
  #bytes = 16;

  /** Address of `bytes` of room, aligned to 16. */
  take(bytes: number): number {
    const address = this.#bytes;
    this.#bytes += Math.ceil(bytes / 16) * 16;
    return address;
  }

  open(): WebAssembly.Memory {
    const mebibytes = Math.ceil(this.#bytes / 2 ** 20).toLocaleString("en-US");
    try {
      return new WebAssembly.Memory({ initial: Math.ceil(this.#bytes / 2 ** 16) });
    } catch (cause) {
      throw new Error(
        `nearestNeighbours: the search needs ${mebibytes} MiB, which this machine or browser does not give. Take fewer rows or columns.`,
        { cause },
      );
    }
  }
}
