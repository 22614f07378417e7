import { entropyOf, mutualInformation } from "./information";
import type { Metric } from "./metric";

/** Share of the classes' entropy that the clusters explain, I / H(class); 1 for a single class (Rosenberg and Hirschberg 2007). */
export const homogeneity: Metric = {
  id: "homogeneity",
  name: "Homogeneity",
  title: "Homogeneity",
  group: "information",
  headline: false,
  range: [0, 1],
  better: "higher",
  summary: "Whether each cluster holds images of one label only. It forgives a label cut into many clusters.",
  formula: "Mutual information divided by the entropy of the labels.",
  compute: (table) => (table.total === 0 ? Number.NaN : shareOf(mutualInformation(table), entropyOf(table.colSums, table.total))),
};

/** Share of the clusters' entropy that the classes explain, I / H(cluster); 1 for a single cluster (Rosenberg and Hirschberg 2007). */
export const completeness: Metric = {
  id: "completeness",
  name: "Completeness",
  title: "Completeness",
  group: "information",
  headline: false,
  range: [0, 1],
  better: "higher",
  summary: "Whether all images of a label are in one cluster. It forgives a cluster that mixes several labels.",
  formula: "Mutual information divided by the entropy of the clusters.",
  compute: (table) => (table.total === 0 ? Number.NaN : shareOf(mutualInformation(table), entropyOf(table.rowSums, table.total))),
};

function shareOf(information: number, entropy: number): number {
  return entropy === 0 ? 1 : Math.min(1, information / entropy);
}
