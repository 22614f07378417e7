import { choice, integer, number } from "../core/hyperparameters";
import { type Matrix, matrix } from "../core/matrix";
import type { Snapshot } from "../core/saved-state";
import { defineMethod, epochEvent, heed, restartsPhase } from "./method";
import { collapseFacts, collapseNotices } from "./parts/collapse-monitor";
import { featureHyperparameters, featuresOf, reducedSize } from "./parts/features";
import { fitMixture, type MixtureFit } from "./parts/gaussian-mixture";
import type { Refusal } from "./parts/refusal";

type Best = {
  readonly lowerBound: number;
  readonly labels: Int32Array;
  readonly confidence: Float32Array;
  readonly entropy: Float32Array;
  readonly logLikelihood: Float32Array;
  /** [k, d] */
  readonly means: Float32Array;
};

type State = { readonly restart: number; readonly best: Best | null };

/** Covariances take 8 bytes a value, and some as much again while they are computed. */
const mostCovarianceValues = 5e7;

const hyperparameters = {
  ...featureHyperparameters,
  covariance: choice({
    label: "Covariance",
    help: "The shape that a cluster may have: any ellipsoid of its own (full), one ellipsoid for all (tied), an own one along the axes (diagonal), or a ball (spherical). Full ones have the most to learn: reduce by PCA where images are few.",
    symbol: "Σ",
    default: "full",
    options: [
      { value: "full", label: "full" },
      { value: "tied", label: "tied" },
      { value: "diag", label: "diagonal" },
      { value: "spherical", label: "spherical" },
    ],
  }),
  regularisation: number({
    label: "Regularisation",
    help: "Added to every variance. Pixels that are black in all images of a cluster have none, and would decide everything; 0.001 is a noise of 3 % of the brightness.",
    default: 1e-3,
    min: 0,
    max: 10,
    scale: "log",
  }),
  init: choice({
    label: "Start",
    help: "Which clusters the first Gaussians are fitted to: those of k-means, or random shares of all images.",
    default: "kmeans",
    options: [
      { value: "kmeans", label: "k-means" },
      { value: "random", label: "random" },
    ],
  }),
  restarts: integer({
    label: "Restarts",
    help: "How often to start anew; the mixture under which the images are the most likely wins.",
    unit: "restarts",
    default: 3,
    min: 1,
    max: 100,
    live: true,
  }),
  tolerance: number({
    label: "Stop tolerance",
    help: "A restart ends when the mean log-likelihood of an image gains less than this.",
    default: 1e-3,
    min: 0,
    max: 10,
    advanced: true,
    live: true,
  }),
  maxIterations: integer({
    label: "At most",
    help: "Iterations after which a restart ends even if the likelihood still grows.",
    unit: "iterations",
    default: 100,
    min: 1,
    max: 10000,
    advanced: true,
    live: true,
  }),
} as const;

/** A mixture of k Gaussians, by expectation and maximisation. */
export const gmm = defineMethod<typeof hyperparameters, State>({
  id: "gmm",
  title: "Gaussian mixture",
  family: "classical",
  summary:
    "Takes the images for draws from k clouds, each with a centre, a shape and a share of its own, and looks for the clouds that make the images most likely. Unlike k-means it knows long and round, large and small clusters, and says how sure it is of every image.",
  takeWhen:
    "Take it for groups of different size and shape, on codes, without training, and to know how sure each picture is; on pixels it is no better than k-means.",
  reference: {
    authors: "A. P. Dempster, N. M. Laird and D. B. Rubin",
    title: "Maximum likelihood from incomplete data via the EM algorithm",
    venue: "Journal of the Royal Statistical Society B 39(1)",
    year: 1977,
  },
  departures: [
    "Variances are regularised, by 0.001 where scikit-learn's default is 0.000001: pixels at the border hardly vary.",
    "Products of full covariances are computed in single precision and added up in double.",
  ],
  hyperparameters,
  recipes: [
    {
      id: "n2d",
      title: "On codes, as N2D",
      help: "Full covariances on the codes of another run, five restarts.",
      values: { covariance: "full", restarts: 5 },
    },
    {
      id: "pca",
      title: "On 32 components",
      help: "Full covariances on the first 32 principal components: quick, and better than all pixels.",
      values: { reduce: "pca", dimensions: 32, covariance: "full", restarts: 3 },
    },
  ],
  takesCodes: true,
  refuses: ({ points, clusters, values }) => refusalOf(reducedSize(points, values), clusters, values.covariance),
  async *train(run) {
    const { clusters, rng, signal } = run;
    const codes = await featuresOf(run);
    heed(refusalOf(codes, clusters, run.settings().covariance));
    let best: Best | null = run.resumeFrom?.best ?? null;
    let restart = run.resumeFrom?.restart ?? 0;
    yield restartsPhase("Fitting Gaussians", run.settings().restarts, restart);
    while (restart < run.settings().restarts) {
      const { covariance, regularisation, init, tolerance, maxIterations } = run.settings();
      const fit = yield* fitMixture(codes, {
        kind: covariance,
        start: clusters,
        init,
        ridge: regularisation,
        tolerance,
        maxIterations,
        rng: rng.fork(`restart ${restart}`),
        signal,
      });
      restart += 1;
      const found = summaryOf(fit, codes.rows, clusters);
      if (best === null || found.lowerBound > best.lowerBound) best = found;
      const [shown, done] = [best, restart];
      yield epochEvent<State>({
        epoch: done,
        phaseEpochs: run.settings().restarts,
        losses: { negativeLogLikelihood: -fit.lowerBound },
        facts: {
          ...collapseFacts(shown.labels, clusters),
          bestLogLikelihood: shown.lowerBound,
          iterations: fit.iterations,
          converged: fit.converged ? 1 : 0,
        },
        attempt: found.labels.slice(),
        snapshot: () => Promise.resolve(pictureOf(codes, shown, clusters)),
        save: () => Promise.resolve({ restart: done, best: shown }),
      });
      if (!fit.converged)
        yield {
          kind: "notice",
          level: "info",
          message: `Restart ${done} still gained after ${fit.iterations} iterations; allow more, or a greater tolerance.`,
        };
    }
    if (best === null) throw new Error("A Gaussian mixture needs at least one restart.");
    yield* collapseNotices(best.labels, clusters);
    const { labels } = best;
    return {
      ...pictureOf(codes, best, clusters),
      labels: labels.slice(),
      reason: restart === 1 ? "Fitted from one start." : `The likeliest of ${restart} restarts.`,
    };
  },
});

function refusalOf({ rows, cols }: Pick<Matrix, "rows" | "cols">, clusters: number, covariance: string): Refusal | null {
  if (clusters > rows)
    return { message: `There are fewer images (${rows}) than clusters (${clusters}); ask for at most ${rows} clusters.` };
  const values = covariance === "full" ? clusters * cols * cols : covariance === "tied" ? cols * cols : 0;
  if (values <= mostCovarianceValues) return null;
  return {
    message: `The covariances of ${clusters} clusters over ${cols} values would take ${((8 * values) / 1e9).toFixed(1)} GB; choose diagonal ones, or first reduce by PCA.`,
    instead: { values: { covariance: "diag" } },
  };
}

/** What is kept of a restart: figures of every image, not the covariances. */
function summaryOf({ responsibilities, logLikelihoods, means, lowerBound }: MixtureFit, n: number, k: number): Best {
  const labels = new Int32Array(n);
  const confidence = new Float32Array(n);
  const entropy = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    let own = 0;
    let sum = 0;
    for (let j = 0; j < k; j++) {
      const share = responsibilities[i * k + j];
      if (share > responsibilities[i * k + own]) own = j;
      if (share > 0) sum -= share * Math.log(share);
    }
    labels[i] = own;
    confidence[i] = Math.min(1, responsibilities[i * k + own]);
    entropy[i] = Math.max(0, sum);
  }
  return {
    lowerBound,
    labels,
    confidence,
    entropy,
    logLikelihood: Float32Array.from(logLikelihoods),
    means: Float32Array.from(means),
  };
}

function pictureOf(codes: Matrix, best: Best, clusters: number): Snapshot {
  return {
    // Shared, not copied: nobody changes them, and pixels may be a gigabyte.
    codes,
    labels: best.labels.slice(),
    confidence: best.confidence.slice(),
    centres: matrix(best.means.slice(), clusters, codes.cols),
    columns: [
      {
        id: "entropy",
        title: "Entropy",
        help: "How evenly the image is shared among the clusters, in nats: 0 where one has all of it.",
        values: best.entropy.slice(),
      },
      {
        id: "logLikelihood",
        title: "Log-likelihood",
        help: "Log density of the mixture at the image: the lower, the less it is like any cluster.",
        values: best.logLikelihood.slice(),
      },
    ],
  };
}
