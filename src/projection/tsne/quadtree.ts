import type { Pace } from "../../numerics/pace";

/** Halvings of the square down to the finest cells: the numbers of a cell's column and row share 32 bits. */
const halvings = 16;
/** Points up to which a cell is not divided: to look at them one by one is cheaper than at cells of one. */
const bucket = 4;
/** Bits of a key that one pass of the sort looks at. */
const digit = 11;

/** What a walk does at a cell that is too near to be taken as one. */
export const cellKind = { divided: 0, points: 1, heap: 2 } as const;

/**
 * A quadtree over n points in the plane, built anew in place for every layout. The points are sorted along a space-filling curve
 * (Morton order), in which every cell is a stretch. The cells lie in the order of a walk that enters each before what is inside
 * it, so that a walk needs no stack: it goes on to the next cell, or past the inside to `beyond`. Cells that have everything in one
 * quarter are left out.
 */
export class Quadtree {
  readonly #n: number;
  readonly #keys: Uint32Array;
  readonly #spareKeys: Uint32Array;
  readonly #spareOrder: Int32Array;
  readonly #counts = new Int32Array(1 << digit);
  readonly #parents: Int32Array;
  /** Stretches that wait to become cells: first, end and parent of each, at most three a level. */
  readonly #waiting = new Int32Array(3 * (3 * halvings + 4));
  /** How many there are. */
  cells = 0;
  /** [n] the points in Morton order. */
  readonly order: Int32Array;
  /** [n * 2] where they lie, in that order. */
  readonly places: Float64Array;
  /**
   * [cells * 8] the centre of mass, how many points, the squared distance up to which the cell is too near to be taken as one,
   * and the sums of the points' squared offsets from the centre: of x x, x y and y y. The eighth is not used.
   */
  readonly figures: Float64Array;
  /** [cells] the next cell that is not inside. */
  readonly beyond: Int32Array;
  /** [cells] the stretch of points inside. */
  readonly firsts: Int32Array;
  readonly ends: Int32Array;
  /** [cells] divided; a few points; or a heap of points as good as at one place. */
  readonly kinds: Uint8Array;

  constructor(n: number) {
    this.#n = n;
    this.#keys = new Uint32Array(n);
    this.#spareKeys = new Uint32Array(n);
    this.#spareOrder = new Int32Array(n);
    this.order = new Int32Array(n);
    this.places = new Float64Array(2 * n);
    // Every cell that is divided has two inside at least.
    const most = Math.max(1, 2 * n);
    this.#parents = new Int32Array(most);
    this.figures = new Float64Array(8 * most);
    this.beyond = new Int32Array(most);
    this.firsts = new Int32Array(most);
    this.ends = new Int32Array(most);
    this.kinds = new Uint8Array(most);
  }

  /** The tree of `layout` [n, 2]. A cell may be taken as one where its side is less than `angle` times its distance. */
  async build(layout: Float64Array, angle: number, pace: Pace): Promise<void> {
    const n = this.#n;
    const side = this.#quantise(layout);
    if (pace.spend(40 * n)) await pace.turn();
    this.#sort();
    for (let p = 0; p < n; p++) {
      this.places[2 * p] = layout[2 * this.order[p]];
      this.places[2 * p + 1] = layout[2 * this.order[p] + 1];
    }
    if (pace.spend(60 * n)) await pace.turn();
    this.#divide(side / angle);
    if (pace.spend(60 * n)) await pace.turn();
    this.#sum();
    this.#sumSquares();
    if (pace.spend(80 * n)) await pace.turn();
  }

  /** Writes the points' keys, the bits of row and column in turn, into the spare ones, and gives the side of the whole square. */
  #quantise(layout: Float64Array): number {
    let [left, right, low, high] = [layout[0], layout[0], layout[1], layout[1]];
    for (let p = 2; p < layout.length; p += 2) {
      if (layout[p] < left) left = layout[p];
      if (layout[p] > right) right = layout[p];
      if (layout[p + 1] < low) low = layout[p + 1];
      if (layout[p + 1] > high) high = layout[p + 1];
    }
    const side = Math.max(right - left, high - low);
    const most = (1 << halvings) - 1;
    const scale = side > 0 ? most / side : 0;
    for (let i = 0; i < this.#n; i++) {
      const column = (layout[2 * i] - left) * scale;
      const row = (layout[2 * i + 1] - low) * scale;
      this.#spareKeys[i] = spaced(column) | (spaced(row) << 1);
    }
    return side;
  }

  /** Radix sort in three passes, from the spare arrays into the lasting ones. */
  #sort(): void {
    this.#pass(0, this.#spareKeys, null, this.#keys, this.order);
    this.#pass(digit, this.#keys, this.order, this.#spareKeys, this.#spareOrder);
    this.#pass(2 * digit, this.#spareKeys, this.#spareOrder, this.#keys, this.order);
  }

  #pass(shift: number, keys: Uint32Array, order: Int32Array | null, toKeys: Uint32Array, toOrder: Int32Array): void {
    const counts = this.#counts.fill(0);
    const mask = (1 << digit) - 1;
    for (let p = 0; p < keys.length; p++) counts[(keys[p] >>> shift) & mask]++;
    for (let b = 0, before = 0; b < counts.length; b++) {
      const count = counts[b];
      counts[b] = before;
      before += count;
    }
    for (let p = 0; p < keys.length; p++) {
      const to = counts[(keys[p] >>> shift) & mask]++;
      toKeys[to] = keys[p];
      toOrder[to] = order ? order[p] : p;
    }
  }

  /** Cells from the sorted keys; `reach` is how far away the whole square may be taken as one. */
  #divide(reach: number): void {
    const keys = this.#keys;
    const waiting = this.#waiting;
    waiting[0] = 0;
    waiting[1] = this.#n;
    waiting[2] = 0;
    let top = 3;
    let cell = 0;
    while (top > 0) {
      top -= 3;
      const first = waiting[top];
      const end = waiting[top + 1];
      this.firsts[cell] = first;
      this.ends[cell] = end;
      this.#parents[cell] = waiting[top + 2];
      // The first halving at which not all are on one side; the keys being sorted, the outermost two tell.
      const apart = keys[first] ^ keys[end - 1];
      const level = apart === 0 ? 0 : (31 - Math.clz32(apart)) >> 1;
      const distance = end - first === 1 ? 0 : reach * 2 ** (level + 1 - halvings);
      this.figures[8 * cell + 3] = distance * distance;
      if (end - first <= bucket) this.kinds[cell] = cellKind.points;
      else if (apart === 0) this.kinds[cell] = cellKind.heap;
      else {
        this.kinds[cell] = cellKind.divided;
        // The last quarter is pushed first: the first is to come next.
        for (let quarter = 3, to = end; quarter >= 0 && to > first; quarter--) {
          const from = quarter === 0 ? first : this.#startOf(quarter, level, first, to);
          if (from === to) continue;
          waiting[top] = from;
          waiting[top + 1] = to;
          waiting[top + 2] = cell;
          top += 3;
          to = from;
        }
      }
      cell++;
    }
    this.cells = cell;
  }

  /** Where in [first, end) the points of `quarter` or a later one begin. */
  #startOf(quarter: number, level: number, first: number, end: number): number {
    let [low, high] = [first, end];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (((this.#keys[middle] >>> (2 * level)) & 3) < quarter) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Centres of mass, and how far each cell's inside goes. From the last cell to the first: what is inside comes later. */
  #sum(): void {
    const { figures, places, beyond, cells } = this;
    for (let c = 0; c < cells; c++) {
      const points = this.kinds[c] === cellKind.divided ? 0 : this.ends[c] - this.firsts[c];
      let [x, y] = [0, 0];
      for (let p = this.firsts[c], end = p + points; p < end; p++) {
        x += places[2 * p];
        y += places[2 * p + 1];
      }
      figures[8 * c] = x;
      figures[8 * c + 1] = y;
      figures[8 * c + 2] = points;
      beyond[c] = 1;
    }
    for (let c = cells - 1; c >= 0; c--) {
      const points = figures[8 * c + 2];
      if (c > 0) {
        const parent = this.#parents[c];
        figures[8 * parent] += figures[8 * c];
        figures[8 * parent + 1] += figures[8 * c + 1];
        figures[8 * parent + 2] += points;
        beyond[parent] += beyond[c];
      }
      figures[8 * c] /= points;
      figures[8 * c + 1] /= points;
      beyond[c] += c;
    }
  }

  /** How the points lie about the centres of mass, from the last cell to the first. */
  #sumSquares(): void {
    const { figures, places, cells } = this;
    for (let c = 0; c < cells; c++) figures.fill(0, 8 * c + 4, 8 * c + 7);
    for (let c = cells - 1; c >= 0; c--) {
      const f = 8 * c;
      if (this.kinds[c] !== cellKind.divided)
        for (let p = this.firsts[c]; p < this.ends[c]; p++) this.#addSquares(f, 1, places[2 * p], places[2 * p + 1]);
      if (c === 0) return;
      const parent = 8 * this.#parents[c];
      this.#addSquares(parent, figures[f + 2], figures[f], figures[f + 1]);
      for (let moment = 4; moment < 7; moment++) figures[parent + moment] += figures[f + moment];
    }
  }

  /** Adds `mass` at (x, y) to the squares of the cell whose figures begin at f. */
  #addSquares(f: number, mass: number, x: number, y: number): void {
    const { figures } = this;
    const d0 = x - figures[f];
    const d1 = y - figures[f + 1];
    figures[f + 4] += mass * d0 * d0;
    figures[f + 5] += mass * d0 * d1;
    figures[f + 6] += mass * d1 * d1;
  }
}

/** The 16 bits of `value` on every other bit. */
function spaced(value: number): number {
  let bits = value & 0xffff;
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}
