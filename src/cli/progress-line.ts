import type { EpochFacts, Progress, Scores } from "../worker/protocol";

/** What a line of progress tells. */
export interface ProgressFacts {
  /** The phase's title. */
  readonly phase: string;
  readonly progress: Progress | null;
  readonly epoch: EpochFacts | null;
  readonly scores: Scores | null;
}

/** Of ten, those that papers print: a line has room for no more. */
const shownScores = ["acc", "nmi", "ari"];

/** One line such as "Pretraining 12/50 · total 0.0123 · 8,500 images/s · 1:20 left · acc 0.853 nmi 0.801". */
export function progressLine({ phase, progress, epoch, scores }: ProgressFacts): string {
  const parts = [epochsOf(phase, progress), figures(epoch?.losses ?? {}), figures(epoch?.facts ?? {})];
  if (progress && progress.imagesPerSecond > 0) {
    parts.push(`${Math.round(progress.imagesPerSecond).toLocaleString("en-US")} images/s`);
  }
  if (progress?.etaMs != null) parts.push(`${duration(progress.etaMs)} left`);
  if (scores) parts.push(figures(Object.fromEntries(shownScores.flatMap((id) => (id in scores ? [[id, scores[id]]] : [])))));
  return parts.filter((part) => part !== "").join(" · ");
}

/** Minutes and seconds, hours where there are any: "1:20", "2:05:00". */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const two = (count: number) => String(count).padStart(2, "0");
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

function epochsOf(phase: string, progress: Progress | null): string {
  if (!progress) return phase;
  const of = progress.phaseEpochs === null ? "" : `/${progress.phaseEpochs}`;
  return `${phase} ${progress.phaseEpoch}${of}`;
}

function figures(record: Readonly<Record<string, number>>): string {
  return Object.entries(record)
    .map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toPrecision(3)}`)
    .join(" ");
}
