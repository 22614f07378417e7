import type { SparseMatrix } from "../../numerics/sparse-matrix";
import type { Neighbours } from "../projector";
import { type SmoothDistances, smoothDistances } from "./smooth-distances";
import type { WorkPace } from "./work-pace";

/** Visits of an edge that one step of a bisection with its exponential is worth, times the steps it takes. */
const smoothingWork = 60;

/**
 * The fuzzy simplicial set of points of which these are the neighbours: a symmetric graph [n, n] whose edges weigh
 * a + b - ab, where a and b in (0, 1] are how sure either end is of the other (McInnes, Healy & Melville 2018, algorithms 1 and 2, with
 * a pure union; umap-learn's fuzzy_simplicial_set).
 */
export async function fuzzyGraph(neighbours: Neighbours, n: number, connectivity: number, pace: WorkPace): Promise<SparseMatrix> {
  const { k } = neighbours;
  const smooth = { rhos: new Float32Array(n), sigmas: new Float32Array(n) };
  const mean = await meanDistance(neighbours, n, pace);
  await pace.each(n, k * smoothingWork, (from, to) => smoothDistances(neighbours, connectivity, mean, smooth, from, to));
  const sureness = new Float32Array(n * k);
  await pace.each(n, k * 4, (from, to) => fillSureness(neighbours, smooth, sureness, from, to));
  return union(neighbours, n, sureness, pace);
}

/** Mean distance to the neighbours and to oneself. */
async function meanDistance({ k, distances }: Neighbours, n: number, pace: WorkPace): Promise<number> {
  let total = 0;
  await pace.each(n, k, (from, to) => {
    for (let e = from * k; e < to * k; e++) total += distances[e];
  });
  return n === 0 ? 0 : total / (n * (k + 1));
}

/** sureness[i k + j]: how sure i is of its neighbour j; 1 up to rho, decaying beyond on the scale of sigma. */
function fillSureness(
  { k, distances }: Neighbours,
  { rhos, sigmas }: SmoothDistances,
  sureness: Float32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    for (let e = i * k; e < (i + 1) * k; e++) {
      const beyond = distances[e] - rhos[i];
      sureness[e] = beyond <= 0 || sigmas[i] === 0 ? 1 : Math.exp(-beyond / sigmas[i]);
    }
  }
}

/** Who is whose neighbour, by the neighbour: those of j are sources[starts[j]..starts[j + 1]), rising. */
interface Reverse {
  readonly starts: Int32Array;
  readonly sources: Int32Array;
  readonly sureness: Float32Array;
}

async function reversed({ k, indices }: Neighbours, n: number, sureness: Float32Array, pace: WorkPace): Promise<Reverse> {
  const next = new Int32Array(n + 1);
  await pace.each(n, k, (from, to) => {
    for (let e = from * k; e < to * k; e++) next[indices[e] + 1]++;
  });
  for (let j = 0; j < n; j++) next[j + 1] += next[j];
  const starts = next.slice();
  const sources = new Int32Array(n * k);
  const theirs = new Float32Array(n * k);
  await pace.each(n, k * 2, (from, to) => {
    for (let i = from; i < to; i++) {
      for (let e = i * k; e < (i + 1) * k; e++) {
        const place = next[indices[e]]++;
        sources[place] = i;
        theirs[place] = sureness[e];
      }
    }
  });
  return { starts, sources, sureness: theirs };
}

/** Merges, row by row, a point's neighbours with those whose neighbour it is. */
async function union(neighbours: Neighbours, n: number, sureness: Float32Array, pace: WorkPace): Promise<SparseMatrix> {
  const { k, indices } = neighbours;
  const reverse = await reversed(neighbours, n, sureness, pace);
  const starts = new Int32Array(n + 1);
  const columns = new Int32Array(2 * n * k);
  const values = new Float64Array(2 * n * k);
  const order = new Int32Array(k);
  let filled = 0;
  await pace.each(n, k * 6, (from, to) => {
    for (let i = from; i < to; i++) {
      sortedByIndex(indices, i * k, order);
      let p = 0;
      let q = reverse.starts[i];
      while (p < k || q < reverse.starts[i + 1]) {
        const mine = p < k ? indices[order[p]] : n;
        const other = q < reverse.starts[i + 1] ? reverse.sources[q] : n;
        const a = mine <= other ? sureness[order[p++]] : 0;
        const b = other <= mine ? reverse.sureness[q++] : 0;
        const weight = a + b - a * b;
        if (weight === 0) continue;
        columns[filled] = Math.min(mine, other);
        values[filled++] = weight;
      }
      starts[i + 1] = filled;
    }
  });
  return { rows: n, cols: n, starts, columns: columns.subarray(0, filled), values: values.subarray(0, filled) };
}

/** order = the places start.. of `indices`, as many as it has room for, by rising index. Few: by insertion. */
function sortedByIndex(indices: Int32Array, start: number, order: Int32Array): void {
  for (let size = 0; size < order.length; size++) {
    const index = indices[start + size];
    let place = size;
    for (; place > 0 && indices[order[place - 1]] > index; place--) order[place] = order[place - 1];
    order[place] = start + size;
  }
}
