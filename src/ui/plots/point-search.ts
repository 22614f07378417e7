import type { Area } from "./map-view";

/** Points a cell, about. */
const perCell = 8;

/** The points of a layout by the cell of a uniform grid, so that a search looks at few of them. */
export class PointGrid {
  readonly #layout: Float32Array;
  readonly #left: number;
  readonly #bottom: number;
  /** Side of a cell, in the layout's units. */
  readonly #cell: number;
  readonly #columns: number;
  readonly #rows: number;
  /** [cells + 1] where each cell's points begin in `#order`. */
  readonly #starts: Int32Array;
  /** [n] */
  readonly #order: Int32Array;

  /** `area` must hold every point of `layout` [n, 2]. */
  constructor(layout: Float32Array, area: Area) {
    const count = layout.length / 2;
    this.#layout = layout;
    this.#left = area.x;
    this.#bottom = area.y;
    this.#cell = Math.max(
      Math.sqrt((area.width * area.height * perCell) / Math.max(1, count)),
      Math.max(area.width, area.height) / 512,
    );
    this.#columns = Math.max(1, Math.ceil(area.width / this.#cell));
    this.#rows = Math.max(1, Math.ceil(area.height / this.#cell));
    this.#starts = new Int32Array(this.#columns * this.#rows + 1);
    this.#order = new Int32Array(count);
    const cells = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      cells[i] = this.#row(layout[2 * i + 1]) * this.#columns + this.#column(layout[2 * i]);
      this.#starts[cells[i] + 1] += 1;
    }
    for (let cell = 0; cell < this.#columns * this.#rows; cell++) this.#starts[cell + 1] += this.#starts[cell];
    const next = this.#starts.slice();
    for (let i = 0; i < count; i++) this.#order[next[cells[i]]++] = i;
  }

  /** The point nearest to (x, y), at most `reach` away, or null. Of several as near, the first. */
  nearest(x: number, y: number, reach: number): number | null {
    let best: number | null = null;
    let least = reach * reach;
    this.#each(x - reach, y - reach, x + reach, y + reach, (i) => {
      const distance = (this.#layout[2 * i] - x) ** 2 + (this.#layout[2 * i + 1] - y) ** 2;
      if (distance < least || (distance === least && best !== null && i < best)) {
        least = distance;
        best = i;
      }
    });
    return best;
  }

  /** All points of the box, by cell and not by number. */
  inBox({ x, y, width, height }: Area): number[] {
    const inside: number[] = [];
    this.#each(x, y, x + width, y + height, (i) => {
      const px = this.#layout[2 * i];
      const py = this.#layout[2 * i + 1];
      if (px >= x && py >= y && px <= x + width && py <= y + height) inside.push(i);
    });
    return inside;
  }

  /** All points inside a closed line, given as [x, y], ascending; where it goes round twice it is inside, as it is painted. */
  inside(line: readonly (readonly [number, number])[]): number[] {
    if (line.length < 3) return [];
    const xs = Float64Array.from(line, ([x]) => x);
    const ys = Float64Array.from(line, ([, y]) => y);
    const found: number[] = [];
    // Cells that no edge touches are wholly inside or wholly outside.
    const touched = new Uint8Array(this.#columns * this.#rows);
    for (let a = 0, b = line.length - 1; a < line.length; b = a++) {
      const fromRow = this.#row(Math.min(ys[a], ys[b]));
      const toRow = this.#row(Math.max(ys[a], ys[b]));
      const from = this.#column(Math.min(xs[a], xs[b]));
      const to = this.#column(Math.max(xs[a], xs[b]));
      for (let row = fromRow; row <= toRow; row++) touched.fill(1, row * this.#columns + from, row * this.#columns + to + 1);
    }
    const from = this.#column(Math.min(...xs));
    const to = this.#column(Math.max(...xs));
    for (let row = this.#row(Math.min(...ys)); row <= this.#row(Math.max(...ys)); row++) {
      // Of the cells between two that are touched, one is asked for all.
      let within: boolean | null = null;
      for (let column = from; column <= to; column++) {
        const cell = row * this.#columns + column;
        const whole = touched[cell] === 0;
        if (!whole) within = null;
        else within ??= isInside(this.#left + (column + 0.5) * this.#cell, this.#bottom + (row + 0.5) * this.#cell, xs, ys);
        if (within === false) continue;
        for (let at = this.#starts[cell]; at < this.#starts[cell + 1]; at++) {
          const i = this.#order[at];
          if (whole || isInside(this.#layout[2 * i], this.#layout[2 * i + 1], xs, ys)) found.push(i);
        }
      }
    }
    return Array.from(new Int32Array(found).sort());
  }

  #column(x: number): number {
    return Math.min(this.#columns - 1, Math.max(0, Math.floor((x - this.#left) / this.#cell)));
  }

  #row(y: number): number {
    return Math.min(this.#rows - 1, Math.max(0, Math.floor((y - this.#bottom) / this.#cell)));
  }

  #each(left: number, bottom: number, right: number, top: number, take: (index: number) => void): void {
    const from = this.#column(left);
    const to = this.#column(right);
    for (let row = this.#row(bottom); row <= this.#row(top); row++) {
      const end = this.#starts[row * this.#columns + to + 1];
      for (let at = this.#starts[row * this.#columns + from]; at < end; at++) take(this.#order[at]);
    }
  }
}

/** Whether the closed line through (xs, ys) goes round a point (nonzero rule, as a canvas fills). */
function isInside(x: number, y: number, xs: Float64Array, ys: Float64Array): boolean {
  let windings = 0;
  for (let a = 0, b = xs.length - 1; a < xs.length; b = a++) {
    const crosses = ys[a] > y !== ys[b] > y && x < ((xs[b] - xs[a]) * (y - ys[a])) / (ys[b] - ys[a]) + xs[a];
    if (crosses) windings += ys[a] > y ? 1 : -1;
  }
  return windings !== 0;
}
