import type { LabState } from "./lab-state";
import { clusterName } from "./view-slice";

const parts = [
  "run",
  "status",
  "frame",
  "clusterNames",
  "history",
  "scoreHistory",
  "source",
  "progress",
  "methods",
  "views",
  "internalScores",
  "projection",
  "projectorId",
  "projectionQuality",
  "runEndedAt",
  "runMessage",
  "runSeconds",
] as const satisfies readonly (keyof LabState)[];

/** All that the files of a run are made of. */
export type ExportableRun = Pick<LabState, (typeof parts)[number]>;

/** Whether there are clusters to hand out. */
export function hasAssignments(state: Pick<LabState, "run" | "frame">): boolean {
  return state.run !== null && state.frame?.labels != null && state.frame.runId === state.run.runId;
}

/** The parts `names` of the state, as they are now. */
export function partsOf<Name extends keyof LabState>(state: LabState, names: readonly Name[]): Pick<LabState, Name> {
  return Object.fromEntries(names.map((name) => [name, state[name]])) as Pick<LabState, Name>;
}

/** The present run for its files alone, of which a later run changes nothing; null while it has no clusters. */
export function exportableRun(state: LabState): ExportableRun | null {
  return hasAssignments(state) ? partsOf(state, parts) : null;
}

/** One name a cluster, in their order. */
export function clusterFolderNames({
  run,
  frame,
  clusterNames,
}: Pick<LabState, "run" | "frame" | "clusterNames">): readonly string[] {
  // As many as there are: a method may find their number by itself.
  const count = frame?.clusters?.length ?? run?.clusterCount ?? 0;
  return Array.from({ length: count }, (_, cluster) => clusterName(clusterNames, cluster));
}

/** How long it has trained, in seconds. */
export function secondsOf({ run, runSeconds, progress }: Pick<LabState, "run" | "runSeconds" | "progress">): number {
  return runSeconds ?? (progress ? progress.elapsedMs / 1000 : (run?.secondsBefore ?? 0));
}
