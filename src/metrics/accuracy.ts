import { assignGreatest } from "./hungarian";
import type { Metric } from "./metric";

/**
 * Share of images in the right cluster under the best one-to-one match of clusters and classes. Where k differs from the
 * number of classes, the clusters (or classes) left over count as wrong.
 */
export const accuracy: Metric = {
  id: "acc",
  name: "ACC",
  title: "Accuracy",
  group: "images",
  headline: true,
  range: [0, 1],
  better: "higher",
  summary: "Share of images in the right cluster, when each cluster stands for one label and each label for one cluster.",
  formula:
    "The best one-to-one match of clusters and labels (Hungarian assignment); images on it over all images. Noise counts as one more cluster, which may stand for a label.",
  compute(table) {
    const { rows, starts, columns, counts, total } = table;
    const match = assignGreatest(table);
    let right = 0;
    for (let row = 0; row < rows; row++) {
      for (let cell = starts[row]; cell < starts[row + 1]; cell++) if (columns[cell] === match[row]) right += counts[cell];
    }
    return right / total;
  },
};
