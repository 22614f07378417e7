import { invariant } from "../core/assert";
import type { GiveWay } from "../core/turns";

/** Compressed sparse rows: the entries of row r are those at starts[r] up to starts[r + 1], their columns rising, none twice. */
export interface SparseMatrix {
  readonly rows: number;
  readonly cols: number;
  /** [rows + 1] */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Entry e is at (rows[e], columns[e]) and weighs values[e]. In any order; entries at one place add up. */
export interface Triplets {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Who is near whom: neighbour j of point i is indices[i k + j], and weighs weights[i k + j], or 1 where there are none. */
export interface NeighbourLists {
  readonly k: number;
  /** [n · k] */
  readonly indices: Int32Array;
  /** [n · k] */
  readonly weights?: ArrayLike<number>;
}

/** Builds a [rows, cols] matrix; O(entries + rows + cols). Throws where an index is out of range. */
export function fromTriplets(rows: number, cols: number, entries: Triplets): SparseMatrix {
  const count = entries.values.length;
  invariant(
    entries.rows.length === count && entries.columns.length === count,
    `fromTriplets: ${count} values need as many rows and columns, got ${entries.rows.length} and ${entries.columns.length}`,
  );
  const byColumn = sortedBy(entries.columns, cols, null);
  const order = sortedBy(entries.rows, rows, byColumn);
  const starts = new Int32Array(rows + 1);
  const columns = new Int32Array(count);
  const values = new Float64Array(count);
  let filled = 0;
  let row = -1;
  for (const e of order) {
    for (; row < entries.rows[e]; starts[++row] = filled);
    if (filled > starts[row] && columns[filled - 1] === entries.columns[e]) {
      values[filled - 1] += entries.values[e];
      continue;
    }
    columns[filled] = entries.columns[e];
    values[filled++] = entries.values[e];
  }
  for (; row < rows; starts[++row] = filled);
  return { rows, cols, starts, columns: columns.slice(0, filled), values: values.slice(0, filled) };
}

/** The entries (all, or in the order of `before`) sorted by key in [0, bound), those of one key staying in their order. */
function sortedBy(keys: Int32Array, bound: number, before: Int32Array | null): Int32Array {
  const next = new Int32Array(bound + 1);
  for (const key of keys) {
    // No invariant(): it would write a sentence for every entry.
    if (!(key >= 0 && key < bound)) throw new Error(`fromTriplets: index ${key} is not in [0, ${bound}).`);
    next[key + 1]++;
  }
  for (let key = 0; key < bound; key++) next[key + 1] += next[key];
  const order = new Int32Array(keys.length);
  for (let at = 0; at < keys.length; at++) {
    const e = before ? before[at] : at;
    order[next[keys[e]]++] = e;
  }
  return order;
}

/** A' of `m`. */
export function transpose(m: SparseMatrix): SparseMatrix {
  const starts = new Int32Array(m.cols + 1);
  for (let e = 0; e < m.columns.length; e++) starts[m.columns[e] + 1]++;
  for (let c = 0; c < m.cols; c++) starts[c + 1] += starts[c];
  const next = starts.slice();
  const columns = new Int32Array(m.columns.length);
  const values = new Float64Array(m.values.length);
  // Row by row, so that the rows of each column come in order.
  for (let r = 0; r < m.rows; r++) {
    for (let e = m.starts[r]; e < m.starts[r + 1]; e++) {
      const to = next[m.columns[e]]++;
      columns[to] = r;
      values[to] = m.values[e];
    }
  }
  return { rows: m.cols, cols: m.rows, starts, columns, values };
}

/**
 * The symmetric graph [n, n] of directed neighbour lists: `mean` is (A + A') / 2, so that an edge that only one end has weighs half;
 * `either` keeps an edge whole where any end has it (the larger weight where both do). Nobody is his own neighbour: such
 * entries are left out. No point may be twice in a list. Gives way between passes over all entries.
 */
export async function neighbourGraph(
  lists: NeighbourLists,
  n: number,
  symmetry: "mean" | "either",
  giveWay?: GiveWay,
): Promise<SparseMatrix> {
  const back = transpose(directedGraph(lists, n));
  await giveWay?.();
  // Twice over, which puts each row's columns in order.
  const forth = transpose(back);
  await giveWay?.();
  const graph = merged(forth, back, symmetry === "mean" ? (a, b) => (a + b) / 2 : Math.max);
  await giveWay?.();
  return graph;
}

/** The lists as rows whose columns are not in order. */
function directedGraph({ k, indices, weights }: NeighbourLists, n: number): SparseMatrix {
  invariant(
    indices.length === n * k,
    `neighbourGraph: ${n} points with ${k} neighbours each need ${n * k} indices, got ${indices.length}`,
  );
  const starts = new Int32Array(n + 1);
  const columns = new Int32Array(n * k);
  const values = new Float64Array(n * k);
  let filled = 0;
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < k; j++, at++) {
      const other = indices[at];
      if (!(other >= 0 && other < n)) throw new Error(`neighbourGraph: neighbour ${other} is not in [0, ${n}).`);
      if (other === i) continue;
      columns[filled] = other;
      values[filled++] = weights ? weights[at] : 1;
    }
    starts[i + 1] = filled;
  }
  return { rows: n, cols: n, starts, columns: columns.slice(0, filled), values: values.slice(0, filled) };
}

/** `combine(a, b)` wherever a or b has an entry, with 0 for the one that has none. */
export function merged(a: SparseMatrix, b: SparseMatrix, combine: (a: number, b: number) => number): SparseMatrix {
  invariant(a.rows === b.rows && a.cols === b.cols, `merged: shapes differ, [${a.rows}, ${a.cols}] and [${b.rows}, ${b.cols}]`);
  const most = a.values.length + b.values.length;
  const starts = new Int32Array(a.rows + 1);
  const columns = new Int32Array(most);
  const values = new Float64Array(most);
  let filled = 0;
  for (let r = 0; r < a.rows; r++) {
    let p = a.starts[r];
    let q = b.starts[r];
    while (p < a.starts[r + 1] || q < b.starts[r + 1]) {
      const left = p < a.starts[r + 1] ? a.columns[p] : a.cols;
      const right = q < b.starts[r + 1] ? b.columns[q] : a.cols;
      const column = Math.min(left, right);
      columns[filled] = column;
      values[filled++] = combine(left === column ? a.values[p++] : 0, right === column ? b.values[q++] : 0);
    }
    starts[r + 1] = filled;
  }
  return { rows: a.rows, cols: a.cols, starts, columns: columns.slice(0, filled), values: values.slice(0, filled) };
}

/** out [rows] = m x [cols]; for a symmetric matrix that is its transpose's product as well. */
export function multiply(m: SparseMatrix, x: Float64Array, out: Float64Array): void {
  const { rows, starts, columns, values } = m;
  for (let r = 0, e = 0; r < rows; r++) {
    let sum = 0;
    for (const end = starts[r + 1]; e < end; e++) sum += values[e] * x[columns[e]];
    out[r] = sum;
  }
}

/** [rows] sums of the rows: the degrees of a graph. */
export function rowSums(m: SparseMatrix): Float64Array {
  const sums = new Float64Array(m.rows);
  for (let r = 0; r < m.rows; r++) for (let e = m.starts[r]; e < m.starts[r + 1]; e++) sums[r] += m.values[e];
  return sums;
}

/** The matrix with entry (i, j) times left[i] times right[j]. */
export function scaled(m: SparseMatrix, left: Float64Array, right: Float64Array): SparseMatrix {
  const values = new Float64Array(m.values.length);
  for (let r = 0; r < m.rows; r++)
    for (let e = m.starts[r]; e < m.starts[r + 1]; e++) values[e] = left[r] * m.values[e] * right[m.columns[e]];
  return { ...m, values };
}

/** Which piece of a symmetric graph each point is in, numbered by their first points, and how many pieces there are. */
export function connectedComponents(graph: SparseMatrix): { readonly count: number; readonly labels: Int32Array } {
  const labels = new Int32Array(graph.rows).fill(-1);
  const waiting = new Int32Array(graph.rows);
  let count = 0;
  for (let seed = 0; seed < graph.rows; seed++) {
    if (labels[seed] >= 0) continue;
    labels[seed] = count;
    waiting[0] = seed;
    for (let top = 1; top > 0; ) {
      const i = waiting[--top];
      for (let e = graph.starts[i]; e < graph.starts[i + 1]; e++) {
        const j = graph.columns[e];
        if (labels[j] >= 0 || graph.values[e] === 0) continue;
        labels[j] = count;
        waiting[top++] = j;
      }
    }
    count++;
  }
  return { count, labels };
}
