import type { Dendrogram } from "../../core/dendrogram";

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
export function dendrogramOf({ one, other, heights }: Merges): Dendrogram {
  const count = heights.length;
  const images = count + 1;
  const order = Int32Array.from({ length: count }, (_, m) => m).sort((a, b) => heights[a] - heights[b] || a - b);
  const groups = new Groups(images);
  // Node that stands for each group, by the group's root.
  const nodes = Int32Array.from({ length: images }, (_, i) => i);
  const children = new Int32Array(2 * count);
  const sizes = new Int32Array(count);
  for (let m = 0; m < count; m++) {
    const a = groups.rootOf(one[order[m]]);
    const b = groups.rootOf(other[order[m]]);
    children[2 * m] = Math.min(nodes[a], nodes[b]);
    children[2 * m + 1] = Math.max(nodes[a], nodes[b]);
    const root = groups.join(a, b);
    nodes[root] = images + m;
    sizes[m] = groups.sizeOf(root);
  }
  return { children, heights: Float64Array.from(order, (m) => heights[m]), sizes };
}

/** Disjoint sets of 0..n-1: union by size, paths halved as they are walked. */
export class Groups {
  readonly #parents: Int32Array;
  readonly #sizes: Int32Array;

  constructor(count: number) {
    this.#parents = Int32Array.from({ length: count }, (_, i) => i);
    this.#sizes = new Int32Array(count).fill(1);
  }

  rootOf(i: number): number {
    const parents = this.#parents;
    while (parents[i] !== i) {
      parents[i] = parents[parents[i]];
      i = parents[i];
    }
    return i;
  }

  sizeOf(root: number): number {
    return this.#sizes[root];
  }

  /** Joins the groups of a and b and returns the root of both. */
  join(a: number, b: number): number {
    let root = this.rootOf(a);
    let under = this.rootOf(b);
    if (root === under) return root;
    if (this.#sizes[root] < this.#sizes[under]) [root, under] = [under, root];
    this.#parents[under] = root;
    this.#sizes[root] += this.#sizes[under];
    return root;
  }
}
