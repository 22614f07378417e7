import type { ScoreDescription } from "../core/score-description";
import { contingencyOf } from "./contingency";
import { internalScoreDescriptions } from "./internal-scores";
import type { Metric } from "./metric";
import { probeDescriptions } from "./probes";
import { projectionQualityDescriptions } from "./projection-quality";

const files = import.meta.glob<Record<string, unknown>>(
  ["./*.ts", "!./metric.ts", "!./registry.ts", "!./testing.ts", "!./*.test.ts", "!./*.check.ts"],
  { eager: true },
);

/** Every metric: whatever a file of this folder exports that has an id and computes. Sorted by id. */
export const metrics: readonly Metric[] = Object.values(files)
  .flatMap((file) => Object.values(file))
  .filter((value): value is Metric => typeof value === "object" && value !== null && "id" in value && "compute" in value)
  .sort((a, b) => (a.id < b.id ? -1 : 1));

/** What every score is called and means, for the page: those of labels, then those of the clusters' shape, of the codes and of a map. */
export const scoreDescriptions: readonly ScoreDescription[] = [
  ...metrics.map(({ compute: _, ...description }) => description),
  ...internalScoreDescriptions,
  ...probeDescriptions,
  ...projectionQualityDescriptions,
];

/**
 * Every score of `labels` [n] against `truth` [n], by metric id. Images without a label (truth -1) are left out; null
 * when no image has one. Noise (label -1) counts as one more cluster, as in scikit-learn.
 */
export function scoresOf(labels: Int32Array, truth: Int32Array): Record<string, number> | null {
  const table = contingencyOf(labels, truth);
  if (table.total === 0) return null;
  return Object.fromEntries(metrics.map((metric) => [metric.id, metric.compute(table)]));
}
