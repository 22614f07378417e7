import type { Matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import type { SavedState } from "../../core/saved-state";
import { type NearestNeighboursOptions, nearestNeighbours } from "../../nn/nearest-neighbours";

/** The k nearest neighbours of every image, found once or again and again. */
export class NeighbourPairs {
  #k = 0;
  /** [n, k], nearest first; never changed, only replaced. */
  #indices: Int32Array = new Int32Array(0);

  /** Looks for them among `points` [n, d] by Euclidean distance, exactly. */
  async find(points: Matrix, k: number, options: Omit<NearestNeighboursOptions, "metric">): Promise<void> {
    const found = await nearestNeighbours(points, k, { metric: "euclidean", ...options });
    this.#k = found.k;
    this.#indices = found.indices;
  }

  /** The nearest neighbour of image i; i itself where it is the only one. */
  nearest(i: number): number {
    return this.#k === 0 ? i : this.#indices[i * this.#k];
  }

  /** A neighbour of each of `rows`, drawn where there are several. */
  draw(rows: Int32Array, rng: Rng): Int32Array {
    if (this.#k <= 1) return rows.map((i) => this.nearest(i));
    return rows.map((i) => this.#indices[i * this.#k + rng.integer(this.#k)]);
  }

  save(): { readonly k: number; readonly indices: Int32Array } {
    return { k: this.#k, indices: this.#indices };
  }

  restore(state: { readonly [key: string]: SavedState }): void {
    this.#k = state.k as number;
    this.#indices = (state.indices as Int32Array).slice();
  }
}
