import { integer, number } from "../../core/hyperparameters";
import { copyMatrix, type Matrix, matrix } from "../../core/matrix";
import type { Outcome, Snapshot } from "../../core/saved-state";
import { epochEvent, type Figures, type Run, restartsPhase, stepEvent, type Training, type TrainingEvent } from "../method";
import { collapseFacts, collapseNotices } from "./collapse-monitor";
import { type KMeansResult, kmeans } from "./kmeans";

/** Settings of the k-means that ends a spectral method. */
export const clusteringHyperparameters = {
  restarts: integer({
    label: "Restarts",
    help: "How often k-means starts anew on the eigenvectors; the tightest result wins.",
    unit: "restarts",
    group: "k-means",
    default: 10,
    min: 1,
    max: 200,
    live: true,
  }),
  maxIterations: integer({
    label: "At most",
    help: "Iterations after which a restart ends even if centres still move.",
    unit: "iterations",
    group: "k-means",
    default: 300,
    min: 1,
    max: 10000,
    advanced: true,
    live: true,
  }),
  tolerance: number({
    label: "Stop tolerance",
    help: "A restart ends when its centres move less than this, measured against the variance of the eigenvectors.",
    group: "k-means",
    default: 1e-4,
    min: 0,
    max: 1,
    advanced: true,
    live: true,
  }),
} as const;

type ClusteringValues = { readonly restarts: number; readonly maxIterations: number; readonly tolerance: number };

type Best = {
  readonly labels: Int32Array;
  readonly confidence: Float32Array;
  readonly centres: Float32Array;
  readonly inertia: number;
};

/** The embedding and the best restart so far: nothing before k-means has to be done again. */
export type EmbeddingState = {
  readonly embedding: Float32Array;
  readonly dimensions: number;
  readonly restart: number;
  readonly best: Best | null;
};

/** What a spectral method makes of its input. */
export interface Embedding {
  /** [n, dimensions] */
  readonly codes: Matrix;
  readonly facts: Figures;
}

/**
 * A whole spectral method but for its embedding: `embed` makes that, once, and k-means clusters it. Epoch 0 is the embedding, each
 * epoch after it a restart. Its codes are the embedding, since that is what is clustered.
 */
export async function* clusterEmbedding(
  run: Run<ClusteringValues, EmbeddingState>,
  embed: () => AsyncGenerator<TrainingEvent<EmbeddingState>, Embedding, void>,
): Training<EmbeddingState> {
  const { clusters, resumeFrom, signal } = run;
  const n = run.images.shape.count;
  let codes: Matrix;
  if (resumeFrom) codes = matrix(resumeFrom.embedding, n, resumeFrom.dimensions);
  else {
    const embedding = yield* embed();
    codes = embedding.codes;
    yield epochEvent<EmbeddingState>({
      epoch: 0,
      losses: {},
      facts: embedding.facts,
      snapshot: () => Promise.resolve(pictureOf(codes, clusters, null)),
      save: () => Promise.resolve(stateOf(codes, 0, null)),
    });
  }
  let best: Best | null = resumeFrom?.best ?? null;
  let restart = resumeFrom?.restart ?? 0;
  yield restartsPhase("Clustering the eigenvectors", run.settings().restarts, restart);
  while (restart < run.settings().restarts) {
    const { maxIterations, tolerance } = run.settings();
    const rng = run.rng.fork(`restart ${restart}`);
    const found = yield* oneRestart(kmeans(codes, { clusters, restarts: 1, maxIterations, tolerance, rng, signal }), n);
    restart += 1;
    if (best === null || found.inertia < best.inertia) best = bestOf(found);
    const [shown, done] = [best, restart];
    yield epochEvent<EmbeddingState>({
      epoch: done,
      phaseEpochs: run.settings().restarts,
      losses: { inertia: found.inertia },
      facts: { ...collapseFacts(shown.labels, clusters), bestInertia: shown.inertia, iterations: found.iterations },
      attempt: found.labels.slice(),
      snapshot: () => Promise.resolve(pictureOf(codes, clusters, shown)),
      save: () => Promise.resolve(stateOf(codes, done, shown)),
    });
  }
  if (best === null) throw new Error("k-means needs at least one restart.");
  yield* collapseNotices(best.labels, clusters);
  const { labels } = best;
  return {
    ...pictureOf(codes, clusters, best),
    labels: labels.slice(),
    reason: restart === 1 ? "Clustered from one start." : `The tightest of ${restart} restarts.`,
  } satisfies Outcome;
}

function* oneRestart(steps: ReturnType<typeof kmeans>, n: number) {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield stepEvent(step.value.stage === "lloyd" ? n : 0);
  }
}

function bestOf({ labels, confidence, centres, inertia }: KMeansResult): Best {
  return { labels, confidence, centres: centres.data, inertia };
}

function stateOf(codes: Matrix, restart: number, best: Best | null): EmbeddingState {
  return { embedding: codes.data.slice(), dimensions: codes.cols, restart, best };
}

function pictureOf(codes: Matrix, clusters: number, best: Best | null): Snapshot {
  return {
    codes: copyMatrix(codes),
    labels: best?.labels.slice() ?? null,
    confidence: best?.confidence.slice() ?? null,
    centres: best ? matrix(best.centres.slice(), clusters, codes.cols) : null,
  };
}
