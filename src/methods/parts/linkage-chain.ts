import { turnWork } from "../../nn/neighbours/pace";
import type { Merges } from "./merge-order";

/** Clusters between which distances are known and which can be merged; at first each holds one image. */
export interface MergingClusters {
  /** Number of images. */
  readonly count: number;
  /** Work of one look at a pair, in multiplications and additions. */
  readonly workOfPair: number;
  /**
   * The living cluster nearest to x, `before` (-1: none) first among equals, then the lowest; how far it is goes into `nearestDistance`.
   * `living` holds all living clusters, ascending.
   */
  nearest(x: number, before: number, living: Int32Array): number;
  readonly nearestDistance: number;
  /** Puts x into y; x is dead from now on and no longer in `living`. */
  merge(x: number, y: number, living: Int32Array): void;
  /** The linkage's height of a distance. */
  heightOf(distance: number): number;
}

/**
 * Agglomerative clustering by chains of nearest neighbours (Murtagh 1983; Müllner 2011, fig. 3): walk from a cluster to its
 * nearest, from there to its nearest, until two are each other's; merge them and go on from what is left of the chain. For a
 * linkage that can't bring a third cluster nearer by a merge (ward, average, complete) the tree is that of merging the
 * nearest pair each time. At most 3n looks for a nearest cluster. Yields the merges done, every 10 ms or so.
 */
export function* chainMerges(clusters: MergingClusters): Generator<number, Merges, void> {
  const { count } = clusters;
  const one = new Int32Array(count - 1);
  const other = new Int32Array(count - 1);
  const heights = new Float64Array(count - 1);
  const store = Int32Array.from({ length: count }, (_, i) => i);
  let living = store;
  const chain = new Int32Array(count);
  let length = 0;
  let left = turnWork;
  for (let done = 0; done < count - 1; ) {
    if (length === 0) chain[length++] = living[0];
    const x = chain[length - 1];
    const before = length > 1 ? chain[length - 2] : -1;
    const y = clusters.nearest(x, before, living);
    left -= living.length * clusters.workOfPair;
    if (y !== before) {
      chain[length++] = y;
    } else {
      length -= 2;
      const [dead, kept] = x < y ? [x, y] : [y, x];
      one[done] = dead;
      other[done] = kept;
      heights[done++] = clusters.heightOf(clusters.nearestDistance);
      const at = living.indexOf(dead);
      living.copyWithin(at, at + 1);
      living = store.subarray(0, count - done);
      clusters.merge(dead, kept, living);
    }
    if (left <= 0) {
      left = turnWork;
      yield done;
    }
  }
  return { one, other, heights };
}
