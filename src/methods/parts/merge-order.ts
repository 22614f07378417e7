import type { Dendrogram } from "../../core/dendrogram";
import { Groups } from "./groups";
import { type InParts, rangesOf } from "./kmeans-turns";

/** Work of one merge, in multiply-adds: its walks to the roots jump through memory. */
const workOfMerge = 400;

/** n - 1 merges in any order, each between the clusters that hold two images. */
export interface Merges {
  /** [n - 1] an image of the one cluster. */
  readonly one: Int32Array;
  /** [n - 1] an image of the other. */
  readonly other: Int32Array;
  /** [n - 1] */
  readonly heights: Float64Array;
}

/**
 * The tree of `merges`, nearest first; merges of one height stay in the order they came. The lower of two children comes
 * first, as in SciPy's linkage matrix.
 */
export function* dendrogramOf({ one, other, heights }: Merges): InParts<Dendrogram> {
  const count = heights.length;
  const images = count + 1;
  const order = Int32Array.from({ length: count }, (_, m) => m).sort((a, b) => heights[a] - heights[b] || a - b);
  yield;
  const groups = new Groups(images);
  // Node that stands for each group, by the group's root.
  const nodes = Int32Array.from({ length: images }, (_, i) => i);
  const children = new Int32Array(2 * count);
  const sizes = new Int32Array(count);
  for (const [from, to] of rangesOf(count, workOfMerge)) {
    for (let m = from; m < to; m++) {
      const a = groups.rootOf(one[order[m]]);
      const b = groups.rootOf(other[order[m]]);
      children[2 * m] = Math.min(nodes[a], nodes[b]);
      children[2 * m + 1] = Math.max(nodes[a], nodes[b]);
      const root = groups.join(a, b);
      nodes[root] = images + m;
      sizes[m] = groups.sizeOf(root);
    }
    yield;
  }
  return { children, heights: Float64Array.from(order, (m) => heights[m]), sizes };
}
