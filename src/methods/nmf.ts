import { choice, integer, number, type ValuesOf } from "../core/hyperparameters";
import { copyMatrix, type Matrix, matrix } from "../core/matrix";
import type { Snapshot } from "../core/saved-state";
import { nearestNeighbours } from "../nn/nearest-neighbours";
import { neighbourGraph, type SparseMatrix } from "../numerics/sparse-matrix";
import { defineMethod, epochEvent, heed, type Run, restartsPhase, type stepEvent } from "./method";
import { clusterMeans } from "./parts/cluster-means";
import { collapseFacts, collapseNotices } from "./parts/collapse-monitor";
import { featuresOf } from "./parts/features";
import { type Factors, factorise } from "./parts/nonnegative-factors";
import { startFactors } from "./parts/nonnegative-start";
import { pacedWork } from "./parts/paced-work";
import type { Refusal } from "./parts/refusal";
import { kmeansSteps } from "./parts/start-centres";

type Best = {
  readonly loss: number;
  /** [n, k] */
  readonly codes: Float32Array;
  readonly labels: Int32Array;
  readonly confidence: Float32Array;
};

type State = { readonly restart: number; readonly best: Best | null };

const withGraph = { field: "graph", is: ["binary", "heat"] } as const;

const hyperparameters = {
  graph: choice({
    label: "Graph",
    help: "Also keeps images that are near neighbours near each other in their parts (GNMF, called locality-preserving). All edges may weigh the same, or more the nearer two images are.",
    default: "none",
    options: [
      { value: "none", label: "none" },
      { value: "binary", label: "neighbours" },
      { value: "heat", label: "heat kernel" },
    ],
  }),
  neighbours: integer({
    label: "Neighbours",
    help: "How many nearest images each is joined to.",
    symbol: "p",
    unit: "images",
    default: 5,
    min: 1,
    max: 500,
    when: withGraph,
  }),
  smoothness: number({
    label: "Smoothness",
    help: "Weight of the graph against the images themselves. Too much makes all images alike.",
    symbol: "λ",
    default: 100,
    min: 0,
    max: 100_000,
    scale: "log",
    when: withGraph,
  }),
  clustersBy: choice({
    label: "Clusters by",
    help: "An image goes with the part that it has the most of, or with its group when k-means groups the images by their parts.",
    default: "kmeans",
    options: [
      { value: "argmax", label: "greatest part" },
      { value: "kmeans", label: "k-means" },
    ],
  }),
  solver: choice({
    label: "Solver",
    help: "Coordinate descent is the faster one; multiplicative updates are the original. With a graph it is always these.",
    default: "cd",
    options: [
      { value: "cd", label: "coordinate descent" },
      { value: "mu", label: "multiplicative updates" },
    ],
    when: { field: "graph", is: ["none"] },
  }),
  init: choice({
    label: "Start",
    help: "From the singular value decomposition, its zeros left as they are (NNDSVD) or filled with the mean brightness (NNDSVDa), or at random. Multiplicative updates never leave a zero, so that they always start from the filled one.",
    default: "nndsvd",
    options: [
      { value: "nndsvd", label: "NNDSVD" },
      { value: "nndsvda", label: "NNDSVDa" },
      { value: "random", label: "random" },
    ],
  }),
  restarts: integer({
    label: "Restarts",
    help: "How often to start anew; the closest factors win. Only random starts differ.",
    unit: "restarts",
    default: 5,
    min: 1,
    max: 100,
    live: true,
    when: { field: "init", is: ["random"] },
  }),
  tolerance: number({
    label: "Stop tolerance",
    help: "Ends when the slope has fallen to this share of the first one; with multiplicative updates, when ten iterations gain less than this share.",
    default: 1e-4,
    min: 0,
    max: 1,
    advanced: true,
  }),
  maxIterations: integer({
    label: "At most",
    help: "Iterations after which it ends even if the factors still improve.",
    unit: "iterations",
    default: 200,
    min: 1,
    max: 10000,
    advanced: true,
  }),
} as const;

type Values = ValuesOf<typeof hyperparameters>;
type NmfRun = Run<Values, State>;

/** Non-negative matrix factorisation, plain or drawn together along a graph of neighbours. */
export const nmf = defineMethod<typeof hyperparameters, State>({
  id: "nmf",
  title: "Non-negative matrix factorisation",
  family: "classical",
  summary:
    "Builds every picture by adding up k basic pictures, never taking anything away, so that these become parts such as strokes. The shares of the parts are what is clustered, and what the map shows. With a graph it becomes locality-preserving: neighbours get like shares.",
  takeWhen:
    "Take it for pictures whose parts keep their place, such as faces seen from the front, and to look at the parts; fast, but of digits only 62 % are right.",
  reference: {
    authors: "D. D. Lee and H. S. Seung; D. Cai, X. He, J. Han and T. S. Huang",
    title: "Learning the parts of objects by non-negative matrix factorization; Graph regularized NMF for data representation",
    venue: "Nature 401; IEEE Transactions on Pattern Analysis and Machine Intelligence 33(8)",
    year: 2011,
  },
  departures: [
    "Starts from NNDSVD, where scikit-learn starts from NNDSVDa; coordinate descent needs no filled zeros.",
    "Parts are scaled to length 1, and shares by what they lose, before images are clustered.",
    "With a graph, parts have length 1 at the start as well, so that its weight means the same for every dataset.",
    "The heat kernel's width is the mean distance to the farthest of the neighbours.",
    "Of features, which may be negative, each column is raised until its least value is zero.",
  ],
  hyperparameters,
  recipes: [
    {
      id: "gnmf",
      title: "Locality-preserving (GNMF)",
      help: "As in Cai et al.: five neighbours, all edges alike, λ = 100, k-means on the shares.",
      values: { graph: "binary", neighbours: 5, smoothness: 100, clustersBy: "kmeans", init: "random", restarts: 10 },
    },
  ],
  takesCodes: true,
  // Pixels are never negative, and features are raised to zero.
  refuses: ({ points, clusters, onCodes }) => (onCodes ? refusalOf(points, clusters) : null),
  async *train(run) {
    const { clusters, rng, signal } = run;
    // Never PCA: its components have both signs.
    const given = await featuresOf({ ...run, settings: () => ({ colours: "plain", reduce: "none", dimensions: 1 }) });
    const points = run.images.shape.vectors && !run.codes ? raisedToZero(given) : given;
    const { rows: n } = points;
    const first = run.settings();
    const narrow = clusters > Math.min(n, points.cols);
    const stuckAtZero = first.graph !== "none" || first.solver === "mu";
    const init = narrow ? "random" : first.init === "nndsvd" && stuckAtZero ? "nndsvda" : first.init;
    const restarts = () => (init === "random" ? run.settings().restarts : 1);
    let best: Best | null = run.resumeFrom?.best ?? null;
    let restart = run.resumeFrom?.restart ?? 0;
    yield restartsPhase("Finding parts", restarts(), restart);
    heed(refusalOf(points, clusters));
    if (narrow && first.init !== "random")
      yield {
        kind: "notice",
        level: "info",
        message: `There are fewer values or images than ${clusters} parts, so the start is random.`,
      };
    const edges = first.graph === "none" || restart >= restarts() ? null : yield* graphOf(points, first, signal);
    while (restart < restarts()) {
      const stream = rng.fork(`restart ${restart}`);
      const { solver, tolerance, maxIterations, smoothness } = run.settings();
      const fit = yield* pacedWork(signal, async ({ giveWay, report }) => {
        const start = await startFactors(points, clusters, init, stream, giveWay);
        return factorise(points, edges ? unitParts(start, clusters) : start, {
          solver: edges ? "mu" : solver,
          ...(edges && { graph: { edges, lambda: smoothness } }),
          tolerance,
          maxIterations,
          giveWay,
          report: (iterations) => report(iterations * n),
        });
      });
      restart += 1;
      const loss = fit.losses[fit.losses.length - 1];
      const codes = matrix(Float32Array.from(unitParts(fit, clusters).w), n, clusters);
      const found: Best = { loss, codes: codes.data, ...(yield* labelsOf(codes, run, stream)) };
      if (best === null || loss < best.loss) best = found;
      const [shown, done] = [best, restart];
      yield epochEvent<State>({
        epoch: done,
        phaseEpochs: restarts(),
        losses: { reconstruction: loss / n },
        facts: {
          ...collapseFacts(shown.labels, clusters),
          bestReconstruction: shown.loss / n,
          iterations: fit.losses.length,
          converged: fit.converged ? 1 : 0,
        },
        attempt: found.labels.slice(),
        snapshot: () => Promise.resolve(pictureOf(shown, clusters)),
        save: () => Promise.resolve({ restart: done, best: shown }),
      });
    }
    if (best === null) throw new Error("NMF needs at least one restart.");
    yield* collapseNotices(best.labels, clusters);
    const reason = restart === 1 ? "The parts are found." : `The closest of ${restart} restarts.`;
    return { ...pictureOf(best, clusters), labels: best.labels.slice(), reason };
  },
});

/** A copy of x [n, d], from each column of which its least value is taken. */
function raisedToZero({ data, rows, cols }: Matrix): Matrix {
  const least = data.slice(0, cols);
  for (let p = cols; p < data.length; p++) least[p % cols] = Math.min(least[p % cols], data[p]);
  return matrix(
    data.map((value, p) => value - least[p % cols]),
    rows,
    cols,
  );
}

function refusalOf({ data, rows, cols }: Matrix, clusters: number): Refusal | null {
  if (clusters > rows)
    return { message: `There are fewer images (${rows}) than clusters (${clusters}); ask for at most ${rows} clusters.` };
  const at = data.findIndex((value) => value < 0);
  if (at < 0) return null;
  return {
    message: `NMF needs values that are not negative, and image ${Math.floor(at / cols) + 1} has ${data[at].toPrecision(3)}. The codes of a network may be negative: cluster the pixels, or choose another method for these codes.`,
  };
}

async function* graphOf(
  points: Matrix,
  { graph, neighbours }: Values,
  signal: AbortSignal,
): AsyncGenerator<ReturnType<typeof stepEvent>, SparseMatrix, void> {
  return yield* pacedWork(signal, async ({ giveWay }) => {
    const { k, indices, distances } = await nearestNeighbours(points, neighbours, { metric: "euclidean", signal, giveWay });
    if (graph === "binary") return neighbourGraph({ k, indices }, points.rows, "either");
    let width = 0;
    for (let i = 0; i < points.rows; i++) width += distances[i * k + k - 1] / points.rows;
    // All images in one place: every edge is as good as any.
    const weights = Float64Array.from(distances, (d) => (width > 0 ? Math.exp(-((d / width) ** 2) / 2) : 1));
    return neighbourGraph({ k, indices, weights }, points.rows, "either");
  });
}

/** The same product, with rows of H of length 1. */
function unitParts({ w, h }: Factors, k: number): Factors {
  const d = h.length / k;
  const lengths = Float64Array.from({ length: k }, (_, j) => {
    let sum = 0;
    for (let q = j * d; q < (j + 1) * d; q++) sum += h[q] * h[q];
    // A part that is empty stays so.
    return Math.sqrt(sum) || 1;
  });
  return { w: w.map((value, p) => value * lengths[p % k]), h: h.map((value, q) => value / lengths[Math.floor(q / d)]) };
}

async function* labelsOf(codes: Matrix, run: NmfRun, rng: NmfRun["rng"]) {
  if (run.settings().clustersBy === "argmax") return greatestParts(codes);
  const { clusters, signal } = run;
  const { labels, confidence } = yield* kmeansSteps(codes, { clusters, restarts: 10, rng: rng.fork("kmeans"), signal });
  return { labels, confidence };
}

/** The greatest share of every row (the first among equals), and what share of all its shares that is. */
function greatestParts({ data, rows, cols }: Matrix): Pick<Best, "labels" | "confidence"> {
  const labels = new Int32Array(rows);
  const confidence = new Float32Array(rows);
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * cols, (i + 1) * cols);
    for (let j = 1; j < cols; j++) if (row[j] > row[labels[i]]) labels[i] = j;
    const sum = row.reduce((all, value) => all + value, 0);
    confidence[i] = sum > 0 ? Math.min(1, row[labels[i]] / sum) : 0;
  }
  return { labels, confidence };
}

function pictureOf({ codes: data, labels, confidence }: Best, clusters: number): Snapshot {
  const codes = copyMatrix(matrix(data, data.length / clusters, clusters));
  return { codes, labels: labels.slice(), confidence: confidence.slice(), centres: clusterMeans(codes, labels, clusters) };
}
