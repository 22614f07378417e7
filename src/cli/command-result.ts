import type { BackendReport } from "../core/backend-report";
import { clusterSizes } from "../core/cluster-sizes";
import type { DatasetSummary, FeatureSummary, RunRequest } from "../worker/protocol";
import type { AfterRun } from "./after-run";
import type { Finished } from "./train";

/** What `kindred run` prints: one JSON object. Scores are null where no image has a label. */
export function commandResult(
  request: RunRequest,
  recipe: string | null,
  dataset: DatasetSummary,
  backend: BackendReport,
  finished: Finished,
  { restarts, internal, probes, map, facts }: AfterRun,
  reused: number,
  features: FeatureSummary | null = null,
) {
  const { frame, seconds, epochs, reason } = finished;
  const labels = frame.labels ?? new Int32Array(0);
  const clusters = clusterCount(request, frame);
  return {
    method: request.methodId,
    recipe,
    seed: request.seed,
    n: dataset.shape.count,
    k: clusters,
    backend: backend.backend,
    device: backend.device,
    threads: backend.threads,
    seconds,
    epochs,
    reused,
    facts,
    scores: frame.scores,
    restarts,
    internal,
    probes,
    map: map && { projection: map.projection, ...map.quality },
    sizes: clusterSizes(labels, clusters),
    noise: labels.filter((label) => label < 0).length,
    reason,
    dataset: { title: dataset.title, hash: dataset.hash, ...dataset.shape, classes: dataset.truth?.names.length ?? null },
    ...(features ? { features } : {}),
    values: request.values,
  };
}

/** How many clusters there are: those asked for, or those found. */
export function clusterCount(request: Pick<RunRequest, "clusters">, frame: Pick<Finished["frame"], "clusters">): number {
  return frame.clusters?.length ?? request.clusters;
}
