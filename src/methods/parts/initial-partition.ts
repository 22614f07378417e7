import { type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { nearestNeighbours } from "../../nn/nearest-neighbours";
import { NotSettled } from "../../numerics/lanczos";
import { neighbourGraph } from "../../numerics/sparse-matrix";
import { MethodError, type TrainingEvent } from "../method";
import { clusterMeans } from "./cluster-means";
import type { InitialPartitionValues } from "./initial-partition-settings";
import { layoutSteps } from "./layout-steps";
import { type MixturePartition, mixturePartition } from "./mixture-partition";
import { pacedWork } from "./paced-work";
import { spectralEmbedding } from "./spectral-embedding";
import { kmeansSteps } from "./start-centres";

/** The clusters that a method starts from. */
export interface InitialPartition {
  /** [n] in [0, k) */
  readonly labels: Int32Array;
  /** [n] in [0, 1]: how much nearer its own cluster is than the next, or its share of the own one in a mixture. */
  readonly confidence: Float32Array;
  /** [k, d] mean code of each cluster, in the space of the codes however they were divided. */
  readonly centres: Matrix;
}

export interface InitialPartitionOptions {
  /** k, from 1 to the number of codes. */
  readonly clusters: number;
  /** Does not advance. */
  readonly rng: Rng;
  readonly signal: AbortSignal;
}

/** What a stretch of a training yields that knows no epochs. */
export type StretchEvent = Extract<TrainingEvent<never>, { readonly kind: "step" | "notice" }>;

type Divided = Pick<InitialPartition, "labels" | "confidence">;
type Stretch<Result> = AsyncGenerator<StretchEvent, Result, void>;

/** Columns of UMAP's layout at most: beyond ten the codes' own number makes it slower and no better. */
const mostColumns = 10;

/**
 * Divides `codes` [n, d] into clusters as `values.init` says, with a place to pause every few milliseconds. An empty cluster, which
 * only duplicates or a mixture can leave, is told and gets the code of the least certain image for a centre. Throws a sentence
 * where k does not suit the codes or a code is not a finite number.
 */
export async function* initialPartition(
  codes: Matrix,
  values: InitialPartitionValues,
  options: InitialPartitionOptions,
): Stretch<InitialPartition> {
  const { clusters } = options;
  if (clusters > codes.rows)
    throw new MethodError(
      `There are fewer images (${codes.rows}) than clusters (${clusters}); ask for at most ${codes.rows} clusters.`,
    );
  const { init, restarts } = values;
  const coordinates = yield* coordinatesOf(codes, values, options);
  const divided: Divided =
    init === "gmm" || init === "umap-gmm"
      ? yield* bestMixture(coordinates, restarts, options)
      : yield* kmeansSteps(coordinates, { ...options, restarts });
  const { labels, confidence } = divided;
  const centres = clusterMeans(codes, labels, clusters);
  const empty = fillEmpty(codes, divided, centres);
  if (empty > 0)
    yield {
      kind: "notice",
      level: "warning",
      message: `${empty} of the ${clusters} first clusters hold no image; ask for fewer, or choose another way to find the first clusters.`,
    };
  return { labels, confidence, centres };
}

/** What is divided: [n, some columns]. */
async function* coordinatesOf(
  codes: Matrix,
  { init, initNeighbours: neighbours, initMinDist: minDist }: InitialPartitionValues,
  { clusters, rng, signal }: InitialPartitionOptions,
): Stretch<Matrix> {
  if (init === "spectral") return yield* cutCoordinates(codes, neighbours, clusters, rng, signal);
  if (init === "kmeans" || init === "gmm") return codes;
  const dimensions = Math.min(mostColumns, codes.cols);
  return yield* layoutSteps(codes, {
    projector: "umap",
    dimensions,
    values: { neighbours, minDist },
    rng: rng.fork("umap"),
    signal,
  });
}

/** The coordinates of the normalised cut [n, clusters], of the graph of nearest neighbours (each code counted as one of its own). */
async function* cutCoordinates(
  codes: Matrix,
  neighbours: number,
  clusters: number,
  rng: Rng,
  signal: AbortSignal,
): Stretch<Matrix> {
  const n = codes.rows;
  if (n < 3) return codes;
  const k = Math.min(neighbours, n) - 1;
  const { coordinates, pieces } = yield* pacedWork(signal, async ({ giveWay, report }) => {
    const found = await nearestNeighbours(codes, k, { metric: "euclidean", signal, giveWay, report });
    const graph = await neighbourGraph(found, n, "mean", giveWay);
    return spectralEmbedding(graph, clusters, { rng: rng.fork("eigenvectors"), giveWay }).catch((fault: unknown) => {
      if (fault instanceof NotSettled) throw new MethodError(`${fault.message} Or find the first clusters by UMAP.`);
      throw fault;
    });
  });
  if (pieces > clusters)
    yield {
      kind: "notice",
      level: "warning",
      message: `The graph of neighbours falls into ${pieces} pieces, more than there are clusters: only the heaviest are told apart. Take more neighbours for the first clusters.`,
    };
  return matrix(Float32Array.from(coordinates), n, clusters);
}

/** The likeliest of `restarts` mixtures, the first among equals. */
async function* bestMixture(
  points: Matrix,
  restarts: number,
  { clusters, rng, signal }: InitialPartitionOptions,
): Stretch<Divided> {
  let best: MixturePartition | null = null;
  for (let restart = 0; restart < Math.max(1, restarts); restart++) {
    const found = yield* mixturePartition(points, { clusters, rng: rng.fork(`mixture ${restart}`), signal });
    if (best === null || found.lowerBound > best.lowerBound) best = found;
  }
  if (best === null) throw new Error("A Gaussian mixture needs at least one restart.");
  return best;
}

/** Gives the empty clusters the codes of the least certain images for centres; returns how many there are. */
function fillEmpty(codes: Matrix, { labels, confidence }: Divided, centres: Matrix): number {
  const empty = new Set(Array.from({ length: centres.rows }, (_, j) => j));
  for (const label of labels) empty.delete(label);
  if (empty.size === 0) return 0;
  const doubtful = Array.from(labels.keys()).sort((a, b) => confidence[a] - confidence[b] || a - b);
  let next = 0;
  for (const j of empty) {
    const from = doubtful[next++] * codes.cols;
    centres.data.set(codes.data.subarray(from, from + codes.cols), j * codes.cols);
  }
  return empty.size;
}
