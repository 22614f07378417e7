import { choice, integer, number, type ValuesOf } from "../core/hyperparameters";
import { type Matrix, matrix } from "../core/matrix";
import { type NearestNeighbours, nearestNeighbours } from "../nn/nearest-neighbours";
import { NotSettled } from "../numerics/lanczos";
import { neighbourGraph } from "../numerics/sparse-matrix";
import { defineMethod, heed, MethodError, type Run, type TrainingEvent } from "./method";
import { clusterEmbedding, clusteringHyperparameters, type Embedding, type EmbeddingState } from "./parts/embedding-clusters";
import { featureHyperparameters, featuresOf } from "./parts/features";
import { pacedWork } from "./parts/paced-work";
import type { Refusal } from "./parts/refusal";
import { spectralEmbedding } from "./parts/spectral-embedding";
import { unitRows } from "./parts/unit-rows";

const hyperparameters = {
  ...featureHyperparameters,
  affinity: choice({
    label: "Affinity",
    help: "What an edge between neighbours weighs: 1, or one half where only one of the two counts the other among its neighbours; or the more the nearer they are, by a heat kernel.",
    group: "Graph",
    default: "neighbours",
    options: [
      { value: "neighbours", label: "neighbours" },
      { value: "heat", label: "heat kernel" },
    ],
  }),
  neighbours: integer({
    label: "Neighbours",
    help: "How many nearest images each is joined to, itself counted. More make one connected graph but blur its borders; fewer may leave pieces that nothing joins.",
    unit: "images",
    group: "Graph",
    default: 10,
    min: 2,
    max: 500,
  }),
  bandwidth: number({
    label: "Bandwidth",
    help: "Width σ of the heat kernel exp(−d² / 2σ²), as a multiple of the mean distance to the farthest of these neighbours.",
    symbol: "σ",
    group: "Graph",
    default: 1,
    min: 0.05,
    max: 20,
    scale: "log",
    when: { field: "affinity", is: ["heat"] },
  }),
  rows: choice({
    label: "Coordinates",
    help: "N-cut divides each image's coordinates by the root of its degree (Shi & Malik); Ng, Jordan & Weiss bring each to length 1, which leaves only directions to k-means.",
    group: "Graph",
    default: "ncut",
    options: [
      { value: "ncut", label: "N-cut" },
      { value: "unit", label: "unit length (NJW)" },
    ],
  }),
  ...clusteringHyperparameters,
} as const;

type SpectralRun = Run<ValuesOf<typeof hyperparameters>, EmbeddingState>;

/** Normalised cut of a graph of nearest neighbours: k leading eigenvectors of its Laplacian, then k-means on them. */
export const spectral = defineMethod<typeof hyperparameters, EmbeddingState>({
  id: "spectral",
  title: "Spectral (N-cut)",
  family: "classical",
  summary:
    "Joins every image to its nearest neighbours and looks for the cheapest way to cut that net into k parts. It follows curved groups that k-means would slice, since only neighbours count. The cut's coordinates, a few eigenvectors, are what the map shows.",
  takeWhen:
    "Take it for curved groups, on pixels or codes, fast and without training; it may halve one group and join two others, so only 66 % of digits are right.",
  reference: {
    authors: "J. Shi and J. Malik; A. Ng, M. Jordan and Y. Weiss",
    title: "Normalized cuts and image segmentation; On spectral clustering: analysis and an algorithm",
    venue: "IEEE Transactions on Pattern Analysis and Machine Intelligence 22(8); NIPS",
    year: 2000,
  },
  departures: [
    "Shi and Malik cut in two, again and again; here k eigenvectors and k-means cut into k parts at once, as scikit-learn's SpectralClustering does.",
    "Only nearest neighbours are joined, under the heat kernel as well, so that memory grows with the images and not with their pairs.",
    "Where the graph falls into pieces, the eigenvectors of the eigenvalue 1 are the pieces themselves, the heaviest first; scikit-learn gives any turn of them.",
  ],
  hyperparameters,
  recipes: [
    {
      id: "njw",
      title: "Ng, Jordan & Weiss",
      help: "The heat kernel, and rows of unit length.",
      values: { affinity: "heat", rows: "unit" },
    },
  ],
  takesCodes: true,
  refuses: ({ points, clusters }) => refusalOf(points.rows, clusters),
  async *train(run) {
    return yield* clusterEmbedding(run, () => embed(run));
  },
});

function refusalOf(n: number, clusters: number): Refusal | null {
  if (n >= 3 && clusters <= n) return null;
  return {
    message: `Spectral clustering of ${n} images into ${clusters} is not possible; it needs 3 images, and one for each cluster.`,
  };
}

async function* embed(run: SpectralRun): AsyncGenerator<TrainingEvent<EmbeddingState>, Embedding, void> {
  const { clusters, rng, settings, signal } = run;
  const { affinity, bandwidth, neighbours, rows } = settings();
  yield { kind: "phase", phase: "neighbours", title: "Finding neighbours", epochs: null };
  const features = await featuresOf(run);
  const n = features.rows;
  heed(refusalOf(n, clusters));
  if (neighbours > n)
    yield {
      kind: "notice",
      level: "info",
      message: `There are only ${n} images, so each is joined to all others, not to ${neighbours - 1}.`,
    };
  const graph = yield* pacedWork(signal, async ({ giveWay, report }) => {
    const found = await nearestNeighbours(features, neighbours - 1, { metric: "euclidean", signal, giveWay, report });
    if (affinity === "neighbours") return neighbourGraph(found, n, "mean", giveWay);
    return neighbourGraph({ ...found, weights: heatWeights(found, n, bandwidth) }, n, "either", giveWay);
  });

  yield { kind: "phase", phase: "eigenvectors", title: "Finding the cut", epochs: null };
  const { coordinates, eigenvalues, pieces } = yield* pacedWork(signal, ({ giveWay }) =>
    spectralEmbedding(graph, clusters, { rng: rng.fork("eigenvectors"), giveWay }).catch((fault: unknown) => {
      if (fault instanceof NotSettled)
        throw new MethodError(`${fault.message} Or take more neighbours${affinity === "heat" ? " or a larger bandwidth" : ""}.`);
      throw fault;
    }),
  );
  if (pieces > 1) yield { kind: "notice", level: "warning", message: pieceNotice(pieces, clusters) };
  if (rows === "unit") unitRows(coordinates, clusters);
  const codes: Matrix = matrix(inSinglePrecision(coordinates), n, clusters);
  return { codes, facts: { pieces, edges: graph.values.length / 2, lastEigenvalue: eigenvalues[clusters - 1] } };
}

/** Near the largest number of single precision. */
const mostCoordinate = 2 ** 120;

/** Coordinates of an image that hardly any edge joins may be larger than single precision can hold; clusters mind no common factor. */
function inSinglePrecision(coordinates: Float64Array): Float32Array {
  const largest = coordinates.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Float32Array.from(
    largest > mostCoordinate ? coordinates.map((value) => value * (mostCoordinate / largest)) : coordinates,
  );
}

/** exp(−d² / 2σ²) of all distances, σ being `bandwidth` times the mean distance to the last neighbour. */
function heatWeights({ k, distances }: NearestNeighbours, n: number, bandwidth: number): Float64Array {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += distances[i * k + k - 1];
  const width = (bandwidth * sum) / n;
  // All points in one place: every edge is as good as any.
  return Float64Array.from(distances, (d) => (width > 0 ? Math.exp(-((d / width) ** 2) / 2) : 1));
}

function pieceNotice(pieces: number, clusters: number): string {
  const why = `The graph of neighbours falls into ${pieces} pieces that no edge joins. `;
  if (pieces > clusters)
    return `${why}Only the ${clusters} heaviest are told apart, and all others are lumped together; take more neighbours.`;
  return `${why}They are cut apart before anything else; take more neighbours if that is not wanted.`;
}
