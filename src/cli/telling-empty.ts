import { closingSentence, whatIsEmpty } from "../core/empty-clusters";
import type { HistoryEntry } from "../export/run-record";
import type { MethodDescriptor, RunRequest } from "../worker/protocol";
import type { Finished } from "./train";

/** A run's end, whose reason says first what is wrong with its clusters, as on the page. */
export function tellingEmpty(
  ended: Finished,
  { clusters: asked }: Pick<RunRequest, "clusters">,
  { findsClusters = false }: Pick<MethodDescriptor, "findsClusters">,
  history: readonly HistoryEntry[],
): Finished {
  const { frame, reason } = ended;
  const empty = whatIsEmpty({ asked, findsClusters, clusters: frame.clusters, history, reason });
  return { ...ended, reason: closingSentence(reason, empty) };
}
