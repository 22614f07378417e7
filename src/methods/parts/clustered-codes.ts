import type { LiveView } from "../../core/live-view";
import type { Matrix } from "../../core/matrix";
import { epochEvent, type Figures, type Run, type Training } from "../method";
import { collapseFacts, collapseNotices } from "./collapse-monitor";
import { initialPartition } from "./initial-partition";
import type { InitialPartitionValues } from "./initial-partition-settings";
import { type DeepState, encodeAll, saveBench, snapshotOf, type Workbench } from "./workbench";

/**
 * The last phase of a method that trains a network first and clusters its codes afterwards: one partition, as `init` says, which is an
 * epoch of its own. `viewsOf` the centres [k, d] of the clusters, `factsOf` the codes [n, d].
 */
export async function* clusteredCodes<V extends InitialPartitionValues>(
  bench: Workbench,
  run: Run<V, DeepState>,
  viewsOf: (centres: Matrix) => Promise<readonly LiveView[]>,
  factsOf: (codes: Matrix) => Figures = () => ({}),
): Training<DeepState> {
  const { clusters, signal } = run;
  yield { kind: "phase", phase: "cluster", title: "Clustering the codes", epochs: 1 };
  const codes = await encodeAll(bench);
  const values = run.settings();
  const rng = bench.rng.fork("start centres");
  const { labels, confidence, centres } = yield* initialPartition(codes, values, { clusters, rng, signal });
  const result = async () => ({ ...snapshotOf(codes, labels, confidence, centres), views: await viewsOf(centres) });
  if (run.resumeFrom?.phase !== "cluster") {
    bench.epoch += 1;
    yield epochEvent<DeepState>({
      epoch: bench.epoch,
      losses: {},
      facts: { ...factsOf(codes), ...collapseFacts(labels, clusters) },
      snapshot: result,
      save: async () => ({
        ...(await saveBench(bench)),
        phase: "cluster",
        phaseEpoch: 1,
        optimizer: { iteration: 0, memory: {} },
        joint: null,
      }),
    });
  }
  yield* collapseNotices(labels, clusters);
  return { ...(await result()), reason: reasonOf(values) };
}

function reasonOf({ init, restarts }: Pick<InitialPartitionValues, "init" | "restarts">): string {
  const what = {
    kmeans: "k-means on the codes: the tightest",
    gmm: "Gaussian mixture on the codes: the likeliest",
    "umap-kmeans": "k-means on UMAP's layout of the codes: the tightest",
    "umap-gmm": "Gaussian mixture on UMAP's layout of the codes: the likeliest",
    spectral: "k-means on the cut of the codes' graph: the tightest",
  };
  return `${what[init]} of ${restarts} restarts.`;
}
