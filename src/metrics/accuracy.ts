import { contingencyOf } from "./contingency";
import { assignGreatest } from "./hungarian";
import type { Metric } from "./metric";

/**
 * Share of images in the right cluster under the best one-to-one match of clusters and classes. Where k differs from the
 * number of classes, the clusters (or classes) left over count as wrong.
 */
export const accuracy: Metric = {
  id: "acc",
  title: "Accuracy (ACC)",
  range: [0, 1],
  better: "higher",
  needsTruth: true,
  compute(labels, truth) {
    const { counts, rows, cols, total } = contingencyOf(labels, truth);
    let right = 0;
    assignGreatest(counts, rows, cols).forEach((col, row) => {
      if (col >= 0) right += counts[row * cols + col];
    });
    return right / total;
  },
};
