/**
 * How n images were merged into one tree, nearest first. Node i < n is image i; node n + m is what merge m made, as in
 * scikit-learn's `children_` and SciPy's linkage matrix.
 */
export interface Dendrogram {
  /** [2 (n - 1)] the two nodes of each merge. */
  readonly children: Int32Array;
  /** [n - 1] distance at which each merge took place; never falls. */
  readonly heights: Float64Array;
  /** [n - 1] images under each merge. */
  readonly sizes: Int32Array;
}
