import { contingencyOf } from "./contingency";
import type { Metric } from "./metric";

/** Share of images whose class is the commonest of their cluster. Never below accuracy; grows with k. */
export const purity: Metric = {
  id: "purity",
  title: "Purity",
  range: [0, 1],
  better: "higher",
  needsTruth: true,
  compute(labels, truth) {
    const { counts, rows, cols, total } = contingencyOf(labels, truth);
    let right = 0;
    for (let r = 0; r < rows; r++) {
      let most = 0;
      for (let c = 0; c < cols; c++) most = Math.max(most, counts[r * cols + c]);
      right += most;
    }
    return right / total;
  },
};
