import { type Matrix, matrix } from "../../core/matrix";
import type { Outcome, Snapshot } from "../../core/saved-state";
import { epochEvent, type Figures, type Run, type stepEvent, type Training, type TrainingEvent } from "../method";
import { activeUnits } from "./active-units";
import { clusterMeans } from "./cluster-means";
import { collapseFacts, collapseNotices } from "./collapse-monitor";
import { densityClusters } from "./density-clusters";
import { layoutSteps } from "./layout-steps";
import { fusedFeatures, type MfvcBench, meanCodes } from "./mfvc-network";
import type { MfvcValues } from "./mfvc-settings";
import { decodedClustersView, networkViews } from "./mfvc-views";
import { mixturePartition } from "./mixture-partition";
import { refuseTooManyClusters } from "./most-clusters";
import { radiusAtKnee } from "./radius-at-knee";
import { standardColumns } from "./standard-columns";
import { kmeansSteps } from "./start-centres";
import { type DeepState, saveBench } from "./workbench";

/** One way to divide the layout. The score is what restarts are compared by, the lower the better. */
type Partition = {
  readonly score: number;
  readonly labels: Int32Array;
  /** [n], empty where the clusterer has no such notion. */
  readonly confidence: Float32Array;
  /** m */
  readonly clusters: number;
};

/** What is saved beside the network once the features are laid out. */
type LaidOut = {
  /** [n, columns] */
  readonly layout: Float32Array;
  readonly columns: number;
  readonly attempt: number;
  readonly best: Partition | null;
};

export type MfvcState = DeepState | (DeepState & { readonly laidOut: LaidOut });

type MfvcRun = Run<MfvcValues, MfvcState>;
type Stretch<Result> = AsyncGenerator<TrainingEvent<never>, Result, void>;

const titles = { umap: "Laying features out by UMAP", isomap: "Laying features out by Isomap", none: "Collecting features" };
const names = { kmeans: "k-means", gmm: "Gaussian mixture", dbscan: "DBSCAN" };
/** What the score is called on the page. */
const scoreNames = { kmeans: "inertia", gmm: "negativeLogLikelihood", dbscan: "noiseShare" };

/** The phases of MFVC after the network: features, their layout, and its clusters, of which every restart is an epoch of its own. */
export async function* clusterFeatures(bench: MfvcBench, run: MfvcRun): Training<MfvcState> {
  const saved = run.resumeFrom && "laidOut" in run.resumeFrom ? run.resumeFrom.laidOut : null;
  const codes = await meanCodes(bench);
  const active = activeUnits(codes);
  let layout: Matrix;
  if (saved) {
    layout = matrix(saved.layout, codes.rows, saved.columns);
  } else {
    yield { kind: "phase", phase: "layout", title: titles[run.settings().reduction], epochs: null };
    if (active < 2) {
      const message = `Only ${active} of the ${codes.cols} units of the code tell images apart: the network has collapsed into its prior. Lower β, or train longer.`;
      yield { kind: "notice", level: "warning", message };
    }
    layout = yield* layOut(codes, bench, run);
  }

  const { clusterer } = run.settings();
  const attemptsWanted = () => (clusterer === "dbscan" ? 1 : run.settings().restarts);
  let best = saved?.best ?? null;
  let attempt = saved?.attempt ?? 0;
  yield {
    kind: "phase",
    phase: "cluster",
    title: `Clustering by ${names[clusterer]}`,
    epochs: attemptsWanted(),
    done: attempt,
    ...(clusterer === "dbscan" ? {} : { restarts: true }),
  };
  const pictureOf = async (partition: Partition): Promise<Snapshot & { labels: Int32Array }> => ({
    codes: layout,
    labels: partition.labels.slice(),
    confidence: partition.confidence.length > 0 ? partition.confidence.slice() : null,
    centres: partition.clusters > 0 ? clusterMeans(layout, partition.labels, partition.clusters) : null,
    clusters: partition.clusters,
    views: [
      ...(partition.clusters > 0
        ? [await decodedClustersView(bench, clusterMeans(codes, partition.labels, partition.clusters))]
        : []),
      ...(await networkViews(bench, run.rng)),
    ],
  });
  while (attempt < attemptsWanted()) {
    const found = yield* divide(layout, attempt, run, bench);
    attempt += 1;
    bench.epoch += 1;
    if (best === null || found.score < best.score) best = found;
    const [shown, done] = [best, attempt];
    const name = scoreNames[clusterer];
    const facts: Figures = { ...collapseFacts(shown.labels, shown.clusters), activeUnits: active, best: shown.score };
    yield epochEvent<MfvcState>({
      epoch: bench.epoch,
      phaseEpochs: attemptsWanted(),
      losses: { [name]: found.score },
      facts,
      ...(clusterer === "dbscan" ? {} : { attempt: found.labels.slice() }),
      snapshot: () => pictureOf(shown),
      save: async () => ({
        ...(await saveBench(bench)),
        phase: "cluster",
        phaseEpoch: done,
        optimizer: { iteration: 0, memory: {} },
        joint: null,
        laidOut: { layout: layout.data, columns: layout.cols, attempt: done, best: shown },
      }),
    });
  }
  if (best === null) throw new Error("Clustering needs at least one restart.");
  yield* collapseNotices(best.labels, best.clusters);
  return { ...(await pictureOf(best)), reason: reasonOf(best, attempt, run.settings()) } satisfies Outcome;
}

/** The layout that is clustered: [n, columns]. */
async function* layOut(
  codes: Matrix,
  bench: MfvcBench,
  run: MfvcRun,
): AsyncGenerator<ReturnType<typeof stepEvent>, Matrix, void> {
  const { features, reduction, dimensions, nNeighbours, minDist } = run.settings();
  const given = features === "mu" ? codes : standardColumns(await fusedFeatures(bench));
  if (reduction === "none") return given;
  return yield* layoutSteps(given, {
    projector: reduction,
    dimensions: Math.min(given.cols, dimensions || run.clusters),
    values: { neighbours: nNeighbours, minDist },
    rng: run.rng.fork("layout"),
    signal: bench.signal,
  });
}

/** One attempt to divide the layout. */
async function* divide(layout: Matrix, attempt: number, run: MfvcRun, { signal }: MfvcBench): Stretch<Partition> {
  const { clusterer, eps, minPoints } = run.settings();
  const { clusters } = run;
  const rng = run.rng.fork(`restart ${attempt}`);
  if (clusterer === "kmeans") {
    const found = yield* kmeansSteps(layout, { clusters, restarts: 1, rng, signal });
    return { score: found.inertia, labels: found.labels, confidence: found.confidence, clusters };
  }
  if (clusterer === "gmm") {
    const found = yield* mixturePartition(layout, { clusters, rng, signal });
    return { score: -found.lowerBound, labels: found.labels, confidence: found.confidence, clusters };
  }
  const radius = eps > 0 ? eps : await radiusAtKnee(layout, minPoints, signal);
  const found = yield* densityClusters(layout, radius, minPoints, signal);
  refuseTooManyClusters(found.clusters, "Take a larger radius, or ask more neighbours of a core.");
  const noise = found.labels.reduce((sum, label) => sum + Number(label < 0), 0);
  if (found.clusters !== clusters) {
    const message = `DBSCAN found ${counted(found.clusters)} where ${clusters} were asked for, at radius ${Number(radius.toPrecision(4))}. A smaller radius parts clusters, a larger one joins them.`;
    yield { kind: "notice", level: "info", message };
  }
  return { score: noise / layout.rows, labels: found.labels, confidence: new Float32Array(), clusters: found.clusters };
}

function reasonOf({ clusters, score }: Partition, attempts: number, { clusterer, reduction, features }: MfvcValues): string {
  const what = reduction === "none" ? (features === "mu" ? "the mean codes" : "the fused features") : "the layout";
  if (clusterer === "dbscan")
    return `DBSCAN on ${what}: ${counted(clusters)}, ${(100 * score).toFixed(1)} % of the images left out.`;
  return clusterer === "kmeans"
    ? `k-means on ${what}: the tightest of ${attempts} restarts.`
    : `A Gaussian mixture on ${what}: the likeliest of ${attempts} restarts.`;
}

function counted(clusters: number): string {
  return clusters === 1 ? "1 cluster" : `${clusters} clusters`;
}
