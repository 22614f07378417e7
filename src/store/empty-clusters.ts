import type { LabState } from "./lab-state";

/** How the reason begins of a run that ended because nothing moves any more in too few clusters. */
const stillReason = "Stopped: clusters no longer change";

/** How many of `clusters` hold images. */
export function inUse(clusters: readonly { readonly size: number }[]): number {
  return clusters.filter(({ size }) => size > 0).length;
}

/**
 * What is to be said of a finished run that left clusters empty, such as "only 1 of 4 clusters is in use"; null where there is nothing
 * to say. The last picture's sizes tell; without any, the last fact that does.
 */
export function emptyAtTheEnd({
  status,
  run,
  frame,
  history,
  runMessage,
}: Pick<LabState, "status" | "run" | "frame" | "history" | "runMessage">): string | null {
  if (status !== "finished" || !run) return null;
  const clusters = frame?.runId === run.runId ? frame.clusters : null;
  const all = clusters?.length ?? run.clusterCount;
  const used = clusters ? inUse(clusters) : history.findLast(({ facts }) => facts.usedClusters !== undefined)?.facts.usedClusters;
  if (used !== undefined && used < all) return `only ${used} of ${all} clusters ${used === 1 ? "is" : "are"} in use`;
  return runMessage?.startsWith(stillReason) ? "some clusters are empty" : null;
}
