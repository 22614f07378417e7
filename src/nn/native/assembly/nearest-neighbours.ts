import { differenceTile } from "./difference-tile";
import { squaredDistance } from "./squared-distance";
import { multiplyTile } from "./tile";

// One instance of the module is one search: what stays the same from call to call is set once, addresses in bytes.

let cols: i32 = 0;
let depth: i32 = 0;
let product: bool = false;
let panels: usize = 0;
let rows: usize = 0;
let scales: usize = 0;
let displacement: f64 = 0;
let growth: f64 = 0;
let least: f64 = 0;

let neighbours: i32 = 0;
let queryPanels: usize = 0;
let queryRows: usize = 0;
let queryScales: usize = 0;
let bases: usize = 0;
let bounds: usize = 0;
let squares: usize = 0;
let indices: usize = 0;
let tile: usize = 0;

let queries: i32 = 0;
let self: i32 = 0;
let work: f64 = 0;

/**
 * The points: `panels` [⌈n/8⌉, depth, 8] their copies for the fast pass, NaN where the last has none left; `rows` [n, cols]
 * and `scales` f64 [n] the rows themselves. What the numbers mean is said in neighbours/search-space.ts.
 */
export function setSearchPoints(
  width: i32,
  copyDepth: i32,
  byProduct: bool,
  panelsAt: usize,
  rowsAt: usize,
  scalesAt: usize,
  displaced: f64,
  relative: f64,
  absolute: f64,
): void {
  cols = width;
  depth = copyDepth;
  product = byProduct;
  panels = panelsAt;
  rows = rowsAt;
  scales = scalesAt;
  displacement = displaced;
  growth = relative;
  least = absolute;
}

/**
 * Room for a block of Q queries, a multiple of 4: their copies [Q/4, depth, 4], rows [Q, cols], scales f64 [Q], bases f64 [Q],
 * bounds f32 [Q], and their lists of k: squared distances f64 [Q, k] and indices i32 [Q, k]; `tileAt` 128 bytes.
 */
export function setSearchBlock(
  k: i32,
  panelsAt: usize,
  rowsAt: usize,
  scalesAt: usize,
  basesAt: usize,
  boundsAt: usize,
  squaresAt: usize,
  indicesAt: usize,
  tileAt: usize,
): void {
  neighbours = k;
  queryPanels = panelsAt;
  queryRows = rowsAt;
  queryScales = scalesAt;
  bases = basesAt;
  bounds = boundsAt;
  squares = squaresAt;
  indices = indicesAt;
  tile = tileAt;
}

/** Empties the lists for a block of `count` queries; `first` is the first one's place among the points, or −count if none is. */
export function startSearchBlock(count: i32, first: i32): void {
  queries = count;
  self = first;
  for (let entry = 0; entry < count * neighbours; entry++) {
    store<f64>(squares + ((<usize>entry) << 3), Infinity);
    store<i32>(indices + ((<usize>entry) << 2), i32.MAX_VALUE);
  }
  // A group's missing queries let nothing through.
  for (let q = 0; q < ((count + 3) & ~3); q++) store<f32>(bounds + ((<usize>q) << 2), q < count ? Infinity : -Infinity);
}

/**
 * Offers the points of panels [panel, panelEnd) to every query of the block. Stops after the panel in which the work passed
 * `most` and returns the next panel. Work counts multiplications and additions of plain JavaScript, of which four lanes do
 * four in the time of one.
 */
export function scanPanels(panel: i32, panelEnd: i32, most: f64): i32 {
  const groups = (queries + 3) >> 2;
  const perPanel = <f64>groups * <f64>(8 * depth + 32);
  const panelBytes = (<usize>depth) << 5;
  const groupBytes = (<usize>depth) << 4;
  work = 0;
  while (panel < panelEnd && work < most) {
    const b = panels + <usize>panel * panelBytes;
    let a = queryPanels;
    for (let q = 0; q < queries; q += 4, a += groupBytes) {
      if (product) multiplyTile(depth, a, b, tile, 32, false);
      else differenceTile(depth, a, b, tile, 32);
      if (someWithin(bounds + ((<usize>q) << 2))) measureTile(q, panel << 3);
    }
    work += perPanel;
    panel++;
  }
  return panel;
}

/** Work of the last `scanPanels`. */
export function workDone(): f64 {
  return work;
}

/** Whether a value of the tile is at most the bound of its row. */
function someWithin(bound: usize): bool {
  let found = rowWithin(tile, bound);
  found = v128.or(found, rowWithin(tile + 32, bound + 4));
  found = v128.or(found, rowWithin(tile + 64, bound + 8));
  found = v128.or(found, rowWithin(tile + 96, bound + 12));
  return v128.any_true(found);
}

function rowWithin(row: usize, bound: usize): v128 {
  const most = v128.load32_splat(bound);
  return v128.or(f32x4.le(v128.load(row), most), f32x4.le(v128.load(row, 16), most));
}

/** Measures in double whatever of the tile may be near, from queries `q` on and points `first` on. */
function measureTile(q: i32, first: i32): void {
  const end = min(queries, q + 4);
  for (let from = tile; q < end; q++, from += 32) {
    const bound = bounds + ((<usize>q) << 2);
    for (let lane = 0; lane < 8; lane++) {
      const index = first + lane;
      if (!(load<f32>(from + ((<usize>lane) << 2)) <= load<f32>(bound)) || index === self + q) continue;
      const last = squares + (((<usize>q + 1) * <usize>neighbours - 1) << 3);
      const square = squaredDistance(
        queryRows + ((<usize>q * <usize>cols) << 2),
        load<f64>(queryScales + ((<usize>q) << 3)),
        rows + ((<usize>index * <usize>cols) << 2),
        load<f64>(scales + ((<usize>index) << 3)),
        cols,
        load<f64>(last),
      );
      work += <f64>(cols + 16);
      if (offer(q, square, index)) store<f32>(bound, boundOf(load<f64>(last), load<f64>(bases + ((<usize>q) << 3))));
    }
  }
}

/** Puts a point into the list of query `q` where it belongs; false where it belongs behind the last. */
function offer(q: i32, square: f64, index: i32): bool {
  const start = <usize>q * <usize>neighbours;
  let value = squares + ((start + neighbours - 1) << 3);
  let place = indices + ((start + neighbours - 1) << 2);
  if (!comesBefore(square, index, value, place)) return false;
  const first = squares + (start << 3);
  while (value > first && comesBefore(square, index, value - 8, place - 4)) {
    store<f64>(value, load<f64>(value - 8));
    store<i32>(place, load<i32>(place - 4));
    value -= 8;
    place -= 4;
    work += 1;
  }
  store<f64>(value, square);
  store<i32>(place, index);
  return true;
}

function comesBefore(square: f64, index: i32, otherSquare: usize, otherIndex: usize): bool {
  const other = load<f64>(otherSquare);
  return square < other || (square === other && index < load<i32>(otherIndex));
}

/** SearchSpace.bound of neighbours/search-space.ts, rounded up to f32. */
function boundOf(square: f64, base: f64): f32 {
  const root = sqrt<f64>(square) + displacement;
  const most = root * root * (1 + growth) - base + least;
  return <f32>(most + abs<f64>(most) * 1.1920928955078125e-7);
}
