import type { StateCreator } from "zustand/vanilla";
import type { EpochFacts, Frame, Scores } from "../worker/protocol";
import type { KeptView } from "./kept-views";
import type { LabState } from "./lab-state";

export interface Phase {
  readonly phase: string;
  readonly title: string;
  readonly epochs: number | null;
  /** Its epochs are restarts. */
  readonly restarts?: true;
}

/** What one frame said, without its big arrays. */
export interface ScorePoint {
  readonly epoch: number;
  readonly scores: Scores | null;
  readonly churn: number | null;
}

/** What happened in the run, epoch by epoch, and how it looks now. */
export interface TimelineSlice {
  readonly phases: readonly Phase[];
  /** Facts of every epoch, thinned when there are too many. */
  readonly history: readonly EpochFacts[];
  readonly scoreHistory: readonly ScorePoint[];
  readonly frame: Frame | null;
  /** What the method showed of its inner life, the last of each view. */
  readonly views: readonly KeptView[];
}

export const emptyTimeline: TimelineSlice = { phases: [], history: [], scoreHistory: [], frame: null, views: [] };

export const timelineSlice: StateCreator<LabState, [], [], TimelineSlice> = () => emptyTimeline;

/** Whether the clusters shown are only those of the codes so far, which the title of such a phase says. */
export function isProvisional({ phases, frame }: Pick<LabState, "phases" | "frame">): boolean {
  return phases.some(({ phase, title }) => phase === frame?.phase && title.endsWith("provisional"));
}

const historyLimit = 4000;

/**
 * `list` with `added` behind it, at most `limit` long: beyond it every second entry of the older half goes, so that memory
 * stays bounded and the recent past keeps its detail. Entries at or after the first added epoch are replaced, since a
 * run resumed from a checkpoint repeats some.
 */
export function appendBounded<Entry extends { readonly epoch: number }>(
  list: readonly Entry[],
  added: readonly Entry[],
  limit = historyLimit,
): readonly Entry[] {
  const first = added[0];
  if (!first) return list;
  const last = list.at(-1);
  const older = last && last.epoch >= first.epoch ? list.filter((entry) => entry.epoch < first.epoch) : list;
  const all = [...older, ...added];
  if (all.length <= limit) return all;
  const half = Math.floor(all.length / 2);
  return all.filter((_, index) => index >= half || index % 2 === 0);
}
