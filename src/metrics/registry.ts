import type { Metric } from "./metric";

const files = import.meta.glob<Record<string, unknown>>(
  ["./*.ts", "!./metric.ts", "!./registry.ts", "!./*.test.ts", "!./*.check.ts"],
  { eager: true },
);

/** Every metric: whatever a file of this folder exports that has an id and computes. Sorted by id. */
export const metrics: readonly Metric[] = Object.values(files)
  .flatMap((file) => Object.values(file))
  .filter((value): value is Metric => typeof value === "object" && value !== null && "id" in value && "compute" in value)
  .sort((a, b) => (a.id < b.id ? -1 : 1));

/**
 * Every score of `labels` [n] against `truth` [n], by metric id. Images without a label (truth -1) are left out; null
 * when no image has one.
 */
export function scoresOf(labels: Int32Array, truth: Int32Array): Record<string, number> | null {
  if (!truth.some((code) => code >= 0)) return null;
  return Object.fromEntries(metrics.map((metric) => [metric.id, metric.compute(labels, truth)]));
}
