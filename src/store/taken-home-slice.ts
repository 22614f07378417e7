import type { StateCreator } from "zustand/vanilla";
import type { RunId } from "../core/ids";
import { type ExportableRun, isUnexported, secondsOf } from "./exportable-run";
import type { LabState } from "./lab-state";
import { isGoingOn } from "./run-slice";

/** What the user has of the runs' results, and what would be lost. */
export interface TakenHomeSlice {
  /** The last run with clusters before the present one, for its files alone: its pictures may be gone. */
  readonly earlier: ExportableRun | null;
  /** The run whose clusters were last exported. */
  readonly exported: RunId | null;
  markExported(runId: RunId): void;
}

export const takenHomeSlice: StateCreator<LabState, [], [], TakenHomeSlice> = (set) => ({
  earlier: null,
  exported: null,
  markExported: (exported) => set({ exported }),
});

/** A run sooner done than this is as soon done again. */
const worthAskingSeconds = 30;

/** Whether closing the page would lose work: a run that goes on, or a long one whose clusters were not exported. */
export function isWorkAtStake(state: LabState): boolean {
  if (isGoingOn(state.status)) return true;
  return isUnexported(state) && secondsOf(state) >= worthAskingSeconds;
}
