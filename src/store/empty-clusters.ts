import { whatIsEmpty } from "../core/empty-clusters";
import type { LabState } from "./lab-state";

/** What is to be said of the run where it has finished and left clusters empty or all but empty; null where there is nothing. */
export function emptyAtTheEnd({
  status,
  run,
  frame,
  history,
  runMessage,
  methods,
}: Pick<LabState, "status" | "run" | "frame" | "history" | "runMessage" | "methods">): string | null {
  if (status !== "finished" || !run) return null;
  return whatIsEmpty({
    asked: run.clusterCount,
    findsClusters: methods.some(({ id, findsClusters }) => id === run.methodId && findsClusters),
    clusters: frame?.runId === run.runId ? frame.clusters : null,
    history,
    reason: runMessage,
  });
}
