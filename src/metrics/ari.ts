import type { Metric } from "./metric";
import { pairsWithin } from "./pairs";

/**
 * Rand index adjusted for chance (Hubert and Arabie, Comparing partitions, Journal of Classification 2, 1985, eq. 5),
 * by the pair confusion matrix. 1 where no pair disagrees, a single cluster and class included.
 */
export const ari: Metric = {
  id: "ari",
  name: "ARI",
  title: "Adjusted Rand index",
  group: "pairs",
  headline: true,
  // The least value is -0.5 (Chacon and Rastrojo 2023); -1 is the bound that other indices of agreement share.
  range: [-1, 1],
  better: "higher",
  summary: "Whether two images are together exactly when they share a label: 0 is as good as guessing, 1 is perfect.",
  formula: "Share of all pairs of images on which clusters and labels agree, corrected for the agreement that chance gives.",
  compute({ counts, rowSums, colSums, total }) {
    if (total === 0) return Number.NaN;
    // Ordered pairs: together in both, only in the cluster, only in the class, in neither.
    const together = pairsWithin(counts);
    const onlyCluster = pairsWithin(rowSums) - together;
    const onlyClass = pairsWithin(colSums) - together;
    const apart = total * (total - 1) - together - onlyCluster - onlyClass;
    if (onlyCluster === 0 && onlyClass === 0) return 1;
    return (
      (2 * (together * apart - onlyCluster * onlyClass)) /
      ((together + onlyClass) * (onlyClass + apart) + (together + onlyCluster) * (onlyCluster + apart))
    );
  },
};
