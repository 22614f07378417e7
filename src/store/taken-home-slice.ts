import type { StateCreator } from "zustand/vanilla";
import { type ExportableRun, hasAssignments, secondsOf } from "./exportable-run";
import type { LabState } from "./lab-state";
import { isGoingOn } from "./run-slice";

/** What the user has of the runs' results, and what would be lost. */
export interface TakenHomeSlice {
  /** The last run with clusters before the present one, for its files alone: its pictures may be gone. */
  readonly earlier: ExportableRun | null;
  /** The very labels that were exported: those of a later epoch of the same run are others. */
  readonly exported: WeakSet<Int32Array>;
}

export const takenHomeSlice: StateCreator<LabState, [], [], TakenHomeSlice> = () => ({ earlier: null, exported: new WeakSet() });

/** A run sooner done than this is as soon done again. */
const worthAskingSeconds = 30;

/** Whether closing the page would lose work: a run that goes on, or a long one whose clusters, as they are, were not exported. */
export function isWorkAtStake(state: LabState): boolean {
  const { status, earlier, exported } = state;
  return (
    isGoingOn(status) ||
    [state, earlier].some((run) => run && isUnexported(run, exported) && secondsOf(run) >= worthAskingSeconds)
  );
}

/** Whether a run has clusters that nobody has exported. */
export function isUnexported(run: ExportableRun, exported: WeakSet<Int32Array>): boolean {
  const labels = hasAssignments(run) ? run.frame?.labels : null;
  return labels != null && !exported.has(labels);
}
