import type { Contingency } from "./contingency";
import { entropyOf, mutualInformation } from "./information";
import type { Metric } from "./metric";

const common = { group: "information", range: [0, 1], better: "higher" } as const;

/**
 * Mutual information of clusters and classes over the arithmetic mean of their entropies, 2 I / (H + H'): scikit-learn's
 * default, what most papers since 2019 print, and the same as the V-measure (Rosenberg and Hirschberg 2007), the harmonic mean of
 * homogeneity and completeness, which is therefore no score of its own here.
 */
export const nmi: Metric = {
  ...common,
  id: "nmi",
  name: "NMI",
  title: "Normalised mutual information, arithmetic",
  headline: true,
  summary: "How much an image's cluster tells about its label: 0 is nothing, 1 is everything. Also called V-measure.",
  formula:
    "Mutual information of clusters and labels, divided by the mean of both entropies. This is the harmonic mean of homogeneity and completeness.",
  compute: (table) => normalisedInformation(table, (a, b) => (a + b) / 2),
};

/** Mutual information over the geometric mean of the entropies, I / sqrt(H H'): papers whose code used scikit-learn before 0.22. */
export const nmiGeometric: Metric = {
  ...common,
  id: "nmiGeometric",
  name: "NMI geometric",
  title: "Normalised mutual information, geometric",
  headline: false,
  summary: "NMI as older papers count it; a little above the usual one where clusters and labels differ in number.",
  formula: "Mutual information divided by the square root of the product of both entropies.",
  compute: (table) => normalisedInformation(table, (a, b) => Math.sqrt(a * b)),
};

/** Mutual information over the greater entropy, I / max(H, H'): some papers' NMI, never above the arithmetic one. */
export const nmiMax: Metric = {
  ...common,
  id: "nmiMax",
  name: "NMI max",
  title: "Normalised mutual information, maximum",
  headline: false,
  summary: "The strictest NMI: too many clusters cost most here. Some papers print this one.",
  formula: "Mutual information divided by the larger of both entropies.",
  compute: (table) => normalisedInformation(table, Math.max),
};

/** As scikit-learn: 1 for one cluster and one class, 0 where nothing is shared, a single cluster of several classes included. */
function normalisedInformation(table: Contingency, mean: (a: number, b: number) => number): number {
  const { rows, cols, rowSums, colSums, total } = table;
  if (total === 0) return Number.NaN;
  if (rows === 1 && cols === 1) return 1;
  if (rows === 1 || cols === 1) return 0;
  return Math.min(1, mutualInformation(table) / mean(entropyOf(rowSums, total), entropyOf(colSums, total)));
}
