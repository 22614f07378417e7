import type { Metric } from "./metric";

/** Share of images whose class is the commonest of their cluster. Never below accuracy; grows with k. */
export const purity: Metric = {
  id: "purity",
  name: "Purity",
  title: "Purity",
  group: "images",
  headline: false,
  range: [0, 1],
  better: "higher",
  summary: "Share of images that have their cluster's commonest label. It can only grow with the number of clusters.",
  formula: "In each cluster count the commonest label; the sum of these over all images.",
  compute({ rows, starts, counts, total }) {
    let right = 0;
    for (let row = 0; row < rows; row++) {
      let most = 0;
      for (let cell = starts[row]; cell < starts[row + 1]; cell++) most = Math.max(most, counts[cell]);
      right += most;
    }
    return right / total;
  },
};
