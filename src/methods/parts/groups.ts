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
