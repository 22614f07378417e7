import type { NearestList } from "./nearest-list";
import type { SearchSpace } from "./search-space";

/** The neighbours of all queries, filled in their order. */
export class NeighbourTable {
  readonly k: number;
  /** [queries · k] */
  readonly indices: Int32Array;
  /** [queries · k] */
  readonly distances: Float32Array;
  readonly #space: SearchSpace;

  constructor(space: SearchSpace, k: number) {
    this.k = k;
    this.indices = new Int32Array(space.queries.rows * k);
    this.distances = new Float32Array(space.queries.rows * k);
    this.#space = space;
  }

  /** Takes over the lists of `count` queries from `first` on: squared distances [count, k] and indices [count, k]. */
  write(first: number, count: number, squares: Float64Array, indices: Int32Array): void {
    const { k } = this;
    for (let at = 0; at < count * k; at++) {
      this.indices[first * k + at] = indices[at];
      this.distances[first * k + at] = this.#space.distance(squares[at]);
    }
  }

  writeList(query: number, list: NearestList): void {
    this.write(query, 1, list.squares, list.indices);
  }
}
