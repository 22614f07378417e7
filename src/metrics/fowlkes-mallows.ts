import type { Metric } from "./metric";
import { pairsWithin } from "./pairs";

/**
 * Geometric mean of precision and recall over pairs of images (Fowlkes and Mallows, A method for comparing two hierarchical
 * clusterings, JASA 78, 1983). 0 where no pair is together in both, as in scikit-learn.
 */
export const fowlkesMallows: Metric = {
  id: "fowlkesMallows",
  name: "Fowlkes–Mallows",
  title: "Fowlkes–Mallows index",
  group: "pairs",
  headline: false,
  range: [0, 1],
  better: "higher",
  summary: "Of the pairs that are together in a cluster or share a label, how many do both. Chance is not taken off.",
  formula:
    "Geometric mean of two shares: of pairs in one cluster, those of one label; of pairs of one label, those in one cluster.",
  compute({ counts, rowSums, colSums, total }) {
    if (total === 0) return Number.NaN;
    const both = pairsWithin(counts);
    return both === 0 ? 0 : Math.sqrt(both / pairsWithin(rowSums)) * Math.sqrt(both / pairsWithin(colSums));
  },
};
