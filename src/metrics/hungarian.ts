import type { Contingency } from "./contingency";

/** Weights of cells by row, as a Contingency has them; a cell that is not there weighs nothing. */
export type CellWeights = Pick<Contingency, "rows" | "cols" | "starts" | "columns" | "counts">;

/**
 * The one-to-one assignment of rows to columns with the greatest sum of weights: [rows] column of each row, or -1 for those left
 * over where there are more rows than columns. A row may get a column that it shares no weight with, where no better is left.
 *
 * Shortest augmenting paths with potentials (Kuhn 1955; Jonker and Volgenant, Computing 38, 1987) over the cells that there are:
 * each row is placed by a search that ends as soon as a column is free or some row loses least by giving its own away. Most
 * searches end at once, so thousands of clusters and classes take no longer than a look. Weights must be finite and not negative;
 * equal inputs give equal assignments.
 */
export function assignGreatest(weights: CellWeights): Int32Array {
  const matching = new Matching(weights);
  for (let row = 0; row < weights.rows; row++) matching.place(row);
  return withLeftOvers(matching.columnOf, matching.rowOf);
}

/** Rows and columns still single are paired in order: they weigh nothing together, or they would not be single. */
function withLeftOvers(columnOf: Int32Array, rowOf: Int32Array): Int32Array {
  let free = 0;
  for (let row = 0; row < columnOf.length; row++) {
    if (columnOf[row] >= 0) continue;
    while (free < rowOf.length && rowOf[free] >= 0) free++;
    if (free === rowOf.length) break;
    columnOf[row] = free++;
  }
  return columnOf;
}

/** The best matching of the rows placed so far. */
class Matching {
  readonly columnOf: Int32Array;
  readonly rowOf: Int32Array;
  readonly #weights: CellWeights;
  /** Potentials, never negative, whose sum is at least the weight of every cell and equal to it on the matching. */
  readonly #rowPotential: Float64Array;
  readonly #colPotential: Float64Array;
  /** [cols] loss on the way to each column and the row it was reached from, in the search that is under way. */
  readonly #loss: Float64Array;
  readonly #from: Int32Array;

  constructor(weights: CellWeights) {
    const { rows, cols, starts, counts } = weights;
    this.#weights = weights;
    this.columnOf = new Int32Array(rows).fill(-1);
    this.rowOf = new Int32Array(cols).fill(-1);
    this.#rowPotential = new Float64Array(rows);
    this.#colPotential = new Float64Array(cols);
    this.#loss = new Float64Array(cols).fill(Number.POSITIVE_INFINITY);
    this.#from = new Int32Array(cols);
    for (let row = 0; row < rows; row++) {
      for (let cell = starts[row]; cell < starts[row + 1]; cell++) {
        if (!(counts[cell] >= 0 && counts[cell] < Number.POSITIVE_INFINITY))
          throw new RangeError(`assignment: weights must be finite and not negative, got ${counts[cell]}.`);
        this.#rowPotential[row] = Math.max(this.#rowPotential[row], counts[cell]);
      }
    }
  }

  /** Gives `root` a column, if need be by moving others along a path; or leaves single whoever loses least by it. */
  place(root: number): void {
    const queue = new LossQueue();
    const reached: number[] = [];
    const settled: number[] = [];
    // The least loss known: that of leaving `single` without a column.
    let single = root;
    let least = this.#rowPotential[root];
    const look = (row: number, lossHere: number) => {
      const { starts, columns, counts } = this.#weights;
      for (let cell = starts[row]; cell < starts[row + 1]; cell++) {
        const col = columns[cell];
        const loss = lossHere + this.#rowPotential[row] + this.#colPotential[col] - counts[cell];
        if (loss >= least || loss >= this.#loss[col]) continue;
        if (this.#loss[col] === Number.POSITIVE_INFINITY) reached.push(col);
        this.#loss[col] = loss;
        this.#from[col] = row;
        queue.push(loss, col);
      }
    };

    look(root, 0);
    let end = -1;
    for (let next = queue.pop(); next && next.loss < least; next = queue.pop()) {
      const { loss, col } = next;
      if (loss > this.#loss[col]) continue;
      const row = this.rowOf[col];
      if (row < 0) {
        end = col;
        least = loss;
        break;
      }
      settled.push(col);
      if (loss + this.#rowPotential[row] < least) {
        least = loss + this.#rowPotential[row];
        single = row;
      }
      look(row, loss);
    }

    this.#rowPotential[root] -= least;
    for (const col of settled) {
      const spared = Math.max(0, least - this.#loss[col]);
      this.#colPotential[col] += spared;
      this.#rowPotential[this.rowOf[col]] -= spared;
    }
    for (const col of reached) this.#loss[col] = Number.POSITIVE_INFINITY;
    if (end < 0 && single !== root) {
      end = this.columnOf[single];
      this.columnOf[single] = -1;
    }
    while (end >= 0) {
      const row = this.#from[end];
      const given = this.columnOf[row];
      this.columnOf[row] = end;
      this.rowOf[end] = row;
      end = given;
    }
  }
}

/** Columns by their loss, least first (a binary heap). */
class LossQueue {
  readonly #entries: { readonly loss: number; readonly col: number }[] = [];

  push(loss: number, col: number): void {
    const entries = this.#entries;
    const entry = { loss, col };
    let at = entries.push(entry) - 1;
    for (let up = (at - 1) >> 1; at > 0 && entries[up].loss > loss; up = (at - 1) >> 1) {
      entries[at] = entries[up];
      at = up;
    }
    entries[at] = entry;
  }

  pop(): { readonly loss: number; readonly col: number } | undefined {
    const entries = this.#entries;
    const first = entries[0];
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= entries.length) break;
      if (child + 1 < entries.length && entries[child + 1].loss < entries[child].loss) child++;
      if (entries[child].loss >= last.loss) break;
      entries[at] = entries[child];
      at = child;
    }
    entries[at] = last;
    return first;
  }
}
