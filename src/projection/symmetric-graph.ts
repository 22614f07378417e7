import type { Pace } from "../numerics/pace";
import type { Neighbours } from "./projector";

/** A symmetric graph: point i's edges are those from starts[i] up to starts[i + 1], in no order. */
export interface SymmetricGraph {
  /** [n + 1] */
  readonly starts: Int32Array;
  /** The other end of each edge. */
  readonly ends: Int32Array;
  readonly weights: Float32Array;
}

/** An edge's cost in turns, in multiply-adds: each is a jump through memory. */
const workOfEdge = 20;

/**
 * The neighbour lists with weights [n * k], made symmetric: an edge has weight(i, j) + weight(j, i) under `sum`, and the larger one
 * under `either`, with 0 for an end that does not have it. Linear in the edges; gives up the thread in between.
 */
export async function symmetricGraph(
  { k, indices }: Pick<Neighbours, "k" | "indices">,
  weights: ArrayLike<number>,
  combine: "sum" | "either",
  pace: Pace,
): Promise<SymmetricGraph> {
  const n = k === 0 ? 0 : indices.length / k;
  const reverse = await reversed(k, indices, weights, pace);
  // Whom point i has as a neighbour of its own: the place of that edge, where it is not before the first of i's.
  const place = new Int32Array(n).fill(-1);
  const starts = new Int32Array(n + 1);
  const most = 2 * indices.length;
  const ends = new Int32Array(most);
  const values = new Float32Array(most);
  let filled = 0;
  for (let i = 0; i < n; i++) {
    const first = filled;
    for (let e = i * k; e < (i + 1) * k; e++) {
      const j = indices[e];
      place[j] = filled;
      ends[filled] = j;
      values[filled++] = weights[e];
    }
    for (let r = reverse.starts[i]; r < reverse.starts[i + 1]; r++) {
      const j = reverse.ends[r];
      if (place[j] >= first) {
        const both = values[place[j]];
        values[place[j]] = combine === "sum" ? both + reverse.weights[r] : Math.max(both, reverse.weights[r]);
        continue;
      }
      ends[filled] = j;
      values[filled++] = reverse.weights[r];
    }
    starts[i + 1] = filled;
    if (pace.spend(workOfEdge * (filled - first))) await pace.turn();
  }
  // Not copies: those of millions of edges would hold the thread.
  return { starts, ends: ends.subarray(0, filled), weights: values.subarray(0, filled) };
}

/** The same edges by their far ends. */
async function reversed(k: number, indices: Int32Array, weights: ArrayLike<number>, pace: Pace): Promise<SymmetricGraph> {
  const n = k === 0 ? 0 : indices.length / k;
  const starts = new Int32Array(n + 1);
  for (let i = 0; i < n; i++) {
    for (let e = i * k; e < (i + 1) * k; e++) starts[indices[e] + 1]++;
    if (pace.spend(workOfEdge * k)) await pace.turn();
  }
  for (let i = 0; i < n; i++) starts[i + 1] += starts[i];
  const next = starts.slice(0, n);
  const ends = new Int32Array(indices.length);
  const values = new Float32Array(indices.length);
  for (let i = 0; i < n; i++) {
    for (let e = i * k; e < (i + 1) * k; e++) {
      const to = next[indices[e]]++;
      ends[to] = i;
      values[to] = weights[e];
    }
    if (pace.spend(workOfEdge * k)) await pace.turn();
  }
  return { starts, ends, weights: values };
}
