import { contingencyOf } from "./contingency";
import type { Metric } from "./metric";

/**
 * Rand index adjusted for chance (Hubert and Arabie, Comparing partitions, Journal of Classification 2, 1985, eq. 5),
 * by the pair confusion matrix. 1 where no pair disagrees, a single cluster and class included.
 */
export const ari: Metric = {
  id: "ari",
  title: "Adjusted Rand index (ARI)",
  // The least value is -0.5 (Chacon and Rastrojo 2023); -1 is the bound that other indices of agreement share.
  range: [-1, 1],
  better: "higher",
  needsTruth: true,
  compute(labels, truth) {
    const { counts, rowSums, colSums, total } = contingencyOf(labels, truth);
    if (total === 0) return Number.NaN;
    const both = squares(counts);
    const inCluster = squares(rowSums);
    const inClass = squares(colSums);
    // Ordered pairs: together in both, only in the cluster, only in the class, in neither.
    const together = both - total;
    const onlyCluster = inCluster - both;
    const onlyClass = inClass - both;
    const apart = total * total - inCluster - inClass + both;
    if (onlyCluster === 0 && onlyClass === 0) return 1;
    return (
      (2 * (together * apart - onlyCluster * onlyClass)) /
      ((together + onlyClass) * (onlyClass + apart) + (together + onlyCluster) * (onlyCluster + apart))
    );
  },
};

function squares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
