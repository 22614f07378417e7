import type { EpochFacts } from "../../worker/protocol";

/** How a score varied over a run's restarts. */
export interface RestartSpread {
  readonly mean: number;
  /** Standard deviation of the sample (over count - 1). */
  readonly deviation: number;
  readonly count: number;
}

/** Of score `id` over the epochs that were restarts of their own; null for fewer than two. */
export function restartSpread(history: readonly EpochFacts[], id: string): RestartSpread | null {
  const values = history.map(({ attempt }) => attempt?.[id]).filter((value) => value !== undefined);
  const count = values.length;
  if (count < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (count - 1)), count };
}
