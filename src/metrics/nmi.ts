import { contingencyOf } from "./contingency";
import type { Metric } from "./metric";

/**
 * Mutual information of clusters and classes over the arithmetic mean of their entropies, 2 I / (H + H'): scikit-learn's
 * default and what most papers since 2019 print.
 */
export const nmi: Metric = {
  id: "nmi",
  title: "Normalised mutual information (NMI, arithmetic)",
  range: [0, 1],
  better: "higher",
  needsTruth: true,
  compute: (labels, truth) => normalisedInformation(labels, truth, (a, b) => (a + b) / 2),
};

/** Mutual information over the greater entropy, I / max(H, H'): some papers' NMI, never above the arithmetic one. */
export const nmiMax: Metric = {
  id: "nmiMax",
  title: "Normalised mutual information (NMI, max)",
  range: [0, 1],
  better: "higher",
  needsTruth: true,
  compute: (labels, truth) => normalisedInformation(labels, truth, Math.max),
};

/** As scikit-learn: 1 for one cluster and one class, 0 where nothing is shared, a single cluster of several classes included. */
function normalisedInformation(labels: Int32Array, truth: Int32Array, mean: (a: number, b: number) => number): number {
  const { counts, rows, cols, rowSums, colSums, total } = contingencyOf(labels, truth);
  if (total === 0) return Number.NaN;
  if (rows === 1 && cols === 1) return 1;
  if (rows === 1 || cols === 1) return 0;
  let information = 0;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      const count = counts[r * cols + c];
      if (count > 0) information += (count / total) * Math.log((count * total) / (rowSums[r] * colSums[c]));
    }
  }
  const score = information / mean(entropy(rowSums, total), entropy(colSums, total));
  return Math.min(1, Math.max(0, score));
}

/** In nats; `counts` are positive. */
function entropy(counts: Float64Array, total: number): number {
  let sum = 0;
  for (const count of counts) sum -= (count / total) * Math.log(count / total);
  return sum;
}
