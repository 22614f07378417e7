import type { BackendReport } from "../core/backend-report";
import { clusterSizes } from "../export/run-record";
import type { DatasetSummary, RunRequest } from "../worker/protocol";
import type { Finished } from "./train";

/** What `kindred run` prints: one JSON object. Scores are null where no image has a label. */
export function commandResult(request: RunRequest, dataset: DatasetSummary, backend: BackendReport, finished: Finished) {
  const { frame, seconds, epochs, reason } = finished;
  return {
    method: request.methodId,
    seed: request.seed,
    n: dataset.shape.count,
    k: request.clusters,
    backend: backend.backend,
    device: backend.device,
    threads: backend.threads,
    seconds,
    epochs,
    scores: frame.scores,
    sizes: clusterSizes(frame.labels ?? new Int32Array(0), request.clusters),
    reason,
    dataset: { title: dataset.title, hash: dataset.hash, ...dataset.shape, classes: dataset.truth?.names.length ?? null },
    values: request.values,
  };
}
