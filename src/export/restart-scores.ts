import type { EpochFacts } from "../worker/protocol";

export interface MeanAndSpread {
  readonly mean: number;
  /** Sample standard deviation; 0 for one value. */
  readonly sd: number;
}

/** How a method's restarts scored, each by itself. */
export interface RestartScores {
  readonly count: number;
  /** By metric id. */
  readonly scores: Readonly<Record<string, MeanAndSpread>>;
}

/** Mean and spread over the epochs that were restarts, or null where none was, or none could be scored. */
export function restartScores(history: readonly Pick<EpochFacts, "attempt">[]): RestartScores | null {
  const attempts = history.flatMap(({ attempt }) => (attempt ? [attempt] : []));
  if (attempts.length === 0) return null;
  const scores: Record<string, MeanAndSpread> = {};
  for (const id of Object.keys(attempts[0])) scores[id] = meanAndSpread(attempts.map((attempt) => attempt[id]));
  return { count: attempts.length, scores };
}

function meanAndSpread(values: readonly number[]): MeanAndSpread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}
