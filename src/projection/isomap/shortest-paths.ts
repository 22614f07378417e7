import type { Pace } from "../../numerics/pace";
import type { SymmetricGraph } from "../symmetric-graph";

/** Costs in turns, in multiply-adds: a jump through memory for an edge, and a dozen of them for a point that leaves the heap. */
const workOfEdge = 8;
const workOfPoint = 60;

/** Neither in the heap nor settled. */
const unseen = -1;
const settled = -2;

/** Lengths of the shortest ways through a graph whose weights are lengths (Dijkstra's algorithm with a binary heap). */
export class ShortestPaths {
  readonly #graph: SymmetricGraph;
  readonly #lengths: Float64Array;
  /** Points that were reached and are not settled; every one's way is no longer than those of the two below it. */
  readonly #heap: Int32Array;
  /** Where in the heap each point is. */
  readonly #places: Int32Array;
  #size = 0;

  constructor(graph: SymmetricGraph) {
    const n = graph.starts.length - 1;
    this.#graph = graph;
    this.#lengths = new Float64Array(n);
    this.#heap = new Int32Array(n);
    this.#places = new Int32Array(n);
  }

  /** [n] lengths from `source`, infinite for points out of reach. Valid until the next call. */
  async from(source: number, pace: Pace): Promise<Float64Array> {
    const { starts, ends, weights } = this.#graph;
    const lengths = this.#lengths.fill(Number.POSITIVE_INFINITY);
    this.#places.fill(unseen);
    this.#size = 0;
    this.#reach(source, 0);
    while (this.#size > 0) {
      const i = this.#takeNearest();
      for (let e = starts[i]; e < starts[i + 1]; e++) {
        const j = ends[e];
        const length = lengths[i] + weights[e];
        if (length < lengths[j]) this.#reach(j, length);
      }
      if (pace.spend(workOfPoint + workOfEdge * (starts[i + 1] - starts[i]))) await pace.turn();
    }
    return lengths;
  }

  /** A way of `length` to point i, shorter than any before. */
  #reach(i: number, length: number): void {
    const heap = this.#heap;
    const places = this.#places;
    const lengths = this.#lengths;
    lengths[i] = length;
    let at = places[i] === unseen ? this.#size++ : places[i];
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = heap[above];
      if (lengths[other] <= length) break;
      heap[at] = other;
      places[other] = at;
      at = above;
    }
    heap[at] = i;
    places[i] = at;
  }

  #takeNearest(): number {
    const heap = this.#heap;
    const places = this.#places;
    const lengths = this.#lengths;
    const nearest = heap[0];
    places[nearest] = settled;
    const size = --this.#size;
    if (size === 0) return nearest;
    const last = heap[size];
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      if (below + 1 < size && lengths[heap[below + 1]] < lengths[heap[below]]) below++;
      const other = heap[below];
      if (lengths[other] >= lengths[last]) break;
      heap[at] = other;
      places[other] = at;
      at = below;
    }
    heap[at] = last;
    places[last] = at;
    return nearest;
  }
}
