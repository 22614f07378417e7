import { copyMatrix, type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import type { Snapshot } from "../../core/saved-state";
import { epochEvent, MethodError, restartsPhase, type Training } from "../method";
import { codesSpread } from "./codes-spread";
import { collapseFacts, collapseNotices } from "./collapse-monitor";
import type { StretchEvent } from "./initial-partition";
import type { LayoutClustersValues } from "./layout-clusters-settings";
import { layoutSteps } from "./layout-steps";
import { mixturePartition } from "./mixture-partition";
import { kmeansSteps } from "./start-centres";

/** Columns that a layout gets by itself at most: a covariance has as many squared, for each of as many clusters. */
const mostDimensions = 50;

type Best = {
  readonly labels: Int32Array;
  readonly confidence: Float32Array;
  /** [k, dimensions] */
  readonly centres: Float32Array;
  /** The greater, the better: mean log-likelihood of a point, or minus the inertia. */
  readonly score: number;
};

/** The layout and the best restart so far: nothing before has to be done again. */
export type LayoutState = {
  readonly layout: Float32Array;
  readonly dimensions: number;
  readonly restart: number;
  readonly best: Best | null;
};

export interface LayoutClustering {
  readonly clusters: number;
  /** Does not advance. */
  readonly rng: Rng;
  readonly signal: AbortSignal;
  readonly resumeFrom: LayoutState | null;
  /** What the layout's epoch counts as. */
  readonly firstEpoch: number;
  settings(): LayoutClustersValues;
  /** What is laid out: [n, d]. Not asked for where a layout is at hand. */
  points(): Promise<Matrix>;
}

/**
 * Lays points out by UMAP and clusters the layout, whose rows are then the codes, since they are what is clustered. One epoch is
 * the layout, each one after it a restart of the clusterer.
 */
export async function* clusterLayout(run: LayoutClustering): Training<LayoutState> {
  const { clusters, firstEpoch, resumeFrom } = run;
  let layout: Matrix;
  if (resumeFrom) layout = matrix(resumeFrom.layout, resumeFrom.layout.length / resumeFrom.dimensions, resumeFrom.dimensions);
  else {
    yield { kind: "phase", phase: "layout", title: "Drawing neighbours together (UMAP), clusters are provisional", epochs: 1 };
    layout = yield* layOut(run);
    // To look at, until the first restart is done.
    const shown = yield* tightest(layout, 0, run);
    yield epochEvent<LayoutState>({
      epoch: firstEpoch,
      losses: {},
      facts: collapseFacts(shown.labels, clusters),
      snapshot: () => Promise.resolve(pictureOf(layout, clusters, shown)),
      save: () => Promise.resolve(stateOf(layout, 0, null)),
    });
  }
  let best: Best | null = resumeFrom?.best ?? null;
  let restart = resumeFrom?.restart ?? 0;
  const { restarts } = run.settings();
  yield restartsPhase("Clustering the layout", restarts, restart);
  while (restart < run.settings().restarts) {
    const { clusterer } = run.settings();
    const found = yield* clusterer === "gmm" ? mixture(layout, restart, run) : tightest(layout, restart, run);
    restart += 1;
    if (best === null || found.score > best.score) best = found;
    const [shown, done] = [best, restart];
    yield epochEvent<LayoutState>({
      epoch: firstEpoch + done,
      phaseEpochs: run.settings().restarts,
      losses: clusterer === "gmm" ? { negativeLogLikelihood: -found.score } : { inertia: -found.score },
      facts: collapseFacts(shown.labels, clusters),
      attempt: found.labels.slice(),
      snapshot: () => Promise.resolve(pictureOf(layout, clusters, shown)),
      save: () => Promise.resolve(stateOf(layout, done, shown)),
    });
  }
  if (best === null) throw new Error("A layout needs at least one restart to be clustered.");
  yield* collapseNotices(best.labels, clusters);
  const which = run.settings().clusterer === "gmm" ? "likeliest" : "tightest";
  return {
    ...pictureOf(layout, clusters, best),
    reason: restart === 1 ? "The layout was clustered from one start." : `The ${which} of ${restart} restarts on the layout.`,
  };
}

type Steps<Result> = AsyncGenerator<StretchEvent, Result, void>;

async function* layOut({ clusters, rng, signal, points, settings }: LayoutClustering): Steps<Matrix> {
  const given = await points();
  if (clusters > given.rows)
    throw new MethodError(
      `There are fewer images (${given.rows}) than clusters (${clusters}); ask for at most ${given.rows} clusters.`,
    );
  const { neighbours, minDist, layoutDimensions, layoutEpochs: epochs } = settings();
  const dimensions = layoutDimensions || Math.min(mostDimensions, Math.max(2, clusters));
  if (!(codesSpread(given) > 0))
    yield {
      kind: "notice",
      level: "warning",
      message:
        "All images look the same to the network, so how they are divided means nothing. Are they copies of one picture, or blank?",
    };
  return yield* layoutSteps(given, {
    projector: "umap",
    dimensions,
    values: { neighbours, minDist, epochs },
    rng: rng.fork("umap"),
    signal,
  });
}

async function* mixture(layout: Matrix, restart: number, { clusters, rng, signal }: LayoutClustering): Steps<Best> {
  const found = yield* mixturePartition(layout, { clusters, rng: rng.fork(`mixture ${restart}`), signal });
  const { labels, confidence, means, lowerBound: score } = found;
  return { labels, confidence, centres: Float32Array.from(means), score };
}

async function* tightest(layout: Matrix, restart: number, { clusters, rng, signal }: LayoutClustering): Steps<Best> {
  const found = yield* kmeansSteps(layout, { clusters, restarts: 1, rng: rng.fork(`k-means ${restart}`), signal });
  const { labels, confidence, centres, inertia } = found;
  return { labels, confidence, centres: centres.data, score: -inertia };
}

function stateOf(layout: Matrix, restart: number, best: Best | null): LayoutState {
  return { layout: layout.data.slice(), dimensions: layout.cols, restart, best };
}

function pictureOf(layout: Matrix, clusters: number, best: Best): Snapshot & { readonly labels: Int32Array } {
  return {
    codes: copyMatrix(layout),
    labels: best.labels.slice(),
    confidence: best.confidence.slice(),
    centres: matrix(best.centres.slice(), clusters, layout.cols),
  };
}
