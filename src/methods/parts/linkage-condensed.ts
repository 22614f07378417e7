import type { MergingClusters } from "./linkage-chain";

/** Bytes of the distances between `count` images. */
export const condensedBytes = (count: number): number => 2 * count * (count - 1);

/**
 * Clusters under average or complete linkage, from the distances of all pairs, which merging overwrites (Lance & Williams
 * 1967): the mean of the two weighted by sizes (UPGMA), or the greater of the two.
 */
export class CondensedClusters implements MergingClusters {
  readonly workOfPair = 16;
  nearestDistance = 0;
  readonly #sizes: Float64Array;

  /** `distances` [n (n - 1) / 2] holds the pair i < j at `offsetOf(i, n) + j`. Kept and changed. */
  constructor(
    readonly linkage: "average" | "complete",
    readonly count: number,
    readonly distances: Float32Array,
  ) {
    this.#sizes = new Float64Array(count).fill(1);
  }

  nearest(x: number, before: number, living: Int32Array): number {
    const { distances, count } = this;
    let best = before < 0 ? Number.POSITIVE_INFINITY : distances[placeOf(x, before, count)];
    let found = before;
    const own = offsetOf(x, count);
    for (const y of living) {
      if (y === x) continue;
      const distance = distances[y < x ? offsetOf(y, count) + x : own + y];
      if (distance < best || found < 0) {
        best = distance;
        found = y;
      }
    }
    this.nearestDistance = best;
    return found;
  }

  merge(x: number, y: number, living: Int32Array): void {
    const { distances, count, linkage } = this;
    const sizes = this.#sizes;
    const sum = sizes[x] + sizes[y];
    for (const other of living) {
      if (other === y) continue;
      const from = distances[placeOf(x, other, count)];
      const place = placeOf(y, other, count);
      const to = distances[place];
      distances[place] = linkage === "complete" ? Math.max(from, to) : (sizes[x] * from + sizes[y] * to) / sum;
    }
    sizes[y] = sum;
  }

  heightOf(distance: number): number {
    return distance;
  }
}

/** Pair i < j lies at `offsetOf(i, n) + j`, as in SciPy's condensed matrices. */
export const offsetOf = (i: number, count: number): number => (i * (2 * count - i - 1)) / 2 - i - 1;

const placeOf = (a: number, b: number, count: number): number => (a < b ? offsetOf(a, count) + b : offsetOf(b, count) + a);
