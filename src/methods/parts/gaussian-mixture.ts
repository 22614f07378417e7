import type { Matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { stepEvent } from "../method";
import { type Expectation, expectation } from "./gaussian-mixture-expectation";
import { maximisation, totalScatter } from "./gaussian-mixture-maximisation";
import { pacedWork } from "./paced-work";
import { kmeansSteps } from "./start-centres";

export type CovarianceKind = "full" | "tied" | "diag" | "spherical";

/** k Gaussians in d dimensions. */
export interface Mixture {
  readonly kind: CovarianceKind;
  /** [k] adding up to 1. */
  readonly weights: Float64Array;
  /** [k, d] */
  readonly means: Float64Array;
  /** full [k, d, d], tied [d, d], diag [k, d], spherical [k]; the ridge is in it. */
  readonly covariances: Float64Array;
}

export interface MixtureFit extends Mixture, Expectation {
  /** Mean log-likelihood of a point, as of the last iteration's expectation. */
  readonly lowerBound: number;
  readonly iterations: number;
  readonly converged: boolean;
}

export interface MixtureOptions {
  readonly kind: CovarianceKind;
  /** Does not advance. */
  readonly rng: Rng;
  /** k, or a mixture to start from. */
  readonly start: number | Mixture;
  /** What the first responsibilities are: the clusters of one run of k-means, or random numbers. Default k-means. */
  readonly init?: "kmeans" | "random";
  /** Added to every variance, so that none is 0. Default 1e-3. */
  readonly ridge?: number;
  /** Ends once the lower bound gains less. Default 1e-3. */
  readonly tolerance?: number;
  /** Default 100. */
  readonly maxIterations?: number;
  readonly signal: AbortSignal;
}

type Steps<Result> = AsyncGenerator<ReturnType<typeof stepEvent>, Result, void>;

/**
 * Fits a mixture of Gaussians to `points` [n, d] by expectation and maximisation (Dempster, Laird and Rubin 1977), densities in the
 * log domain, one step an iteration and one wherever it may pause. Semantics are those of scikit-learn's GaussianMixture with n_init=1.
 * Full and tied covariances are multiplied by tfjs in single precision, taken apart in double. Memory: [n, k] doubles, the
 * covariances, and blocks of rows. Throws a MethodError where a covariance is not positive definite.
 */
export async function* fitMixture(points: Matrix, options: MixtureOptions): Steps<MixtureFit> {
  const { kind, start, signal, ridge = 1e-3, tolerance = 1e-3, maxIterations = 100 } = options;
  const n = points.rows;
  const scatter = kind === "tied" ? yield* pacedWork(signal, ({ giveWay }) => totalScatter(points, giveWay)) : null;
  const maximise = (responsibilities: Float64Array, k: number) =>
    pacedWork(signal, ({ giveWay }) => maximisation(points, responsibilities, { k, kind, ridge, scatter, giveWay }));
  const expect = (mixture: Mixture) => pacedWork(signal, ({ giveWay }) => expectation(points, mixture, giveWay));

  let mixture: Mixture =
    typeof start === "number" ? yield* maximise(yield* firstResponsibilities(points, start, options), start) : start;
  const k = mixture.weights.length;
  let lowerBound = Number.NEGATIVE_INFINITY;
  let iterations = 0;
  let converged = false;
  while (iterations < maxIterations && !converged) {
    const { responsibilities, logLikelihoods } = yield* expect(mixture);
    mixture = yield* maximise(responsibilities, k);
    const bound = logLikelihoods.reduce((sum, value) => sum + value, 0) / n;
    converged = Math.abs(bound - lowerBound) < tolerance;
    lowerBound = bound;
    iterations++;
    yield stepEvent(n);
    signal.throwIfAborted();
  }
  // The responsibilities follow the last parameters.
  return { ...mixture, ...(yield* expect(mixture)), lowerBound, iterations, converged };
}

/** [n, k], each row adding up to 1. */
async function* firstResponsibilities(
  points: Matrix,
  clusters: number,
  { rng, init, signal }: MixtureOptions,
): Steps<Float64Array> {
  const n = points.rows;
  const responsibilities = new Float64Array(n * clusters);
  if (init === "random") {
    const stream = rng.fork("responsibilities");
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < clusters; j++) sum += responsibilities[i * clusters + j] = stream.uniform();
      for (let j = 0; j < clusters; j++) responsibilities[i * clusters + j] /= sum;
    }
    return responsibilities;
  }
  const { labels } = yield* kmeansSteps(points, { clusters, restarts: 1, rng: rng.fork("kmeans"), signal });
  for (let i = 0; i < n; i++) responsibilities[i * clusters + labels[i]] = 1;
  return responsibilities;
}
