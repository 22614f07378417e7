import type { Matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import type { MixturePrior } from "../../nn/losses/mixture-elbo";
import { widestLogVariance } from "../../nn/losses/mixture-elbo";
import * as tf from "../../nn/tfjs";
import { createVariable, readValues } from "../../nn/variables";
import type { stepEvent } from "../method";
import { fitMixture, type Mixture } from "./gaussian-mixture";

/** The mixture that a variational autoencoder's codes are drawn to, as variables. */
export type PriorVariables = {
  /** [k, d] */
  readonly centres: tf.Variable;
  /** [k, d] */
  readonly logVariances: tf.Variable;
  /** [k] */
  readonly weightLogits: tf.Variable;
};

/** k Gaussians in d dimensions, all alike until they are given a start. */
export function createPrior(k: number, d: number): PriorVariables {
  return {
    centres: createVariable(new Float32Array(k * d), [k, d]),
    logVariances: createVariable(new Float32Array(k * d), [k, d]),
    weightLogits: createVariable(new Float32Array(k), [k]),
  };
}

/** The variables as what losses take. */
export function priorOf({ centres, logVariances, weightLogits }: PriorVariables): MixturePrior {
  return { centres, logVariances, weightLogits } as unknown as MixturePrior;
}

/** The mixture on the host, in double precision. */
export async function readPrior({ centres, logVariances, weightLogits }: PriorVariables): Promise<Mixture> {
  const [means, spreads, logits] = await Promise.all([centres, logVariances, weightLogits].map(readValues));
  const highest = Math.max(...logits);
  const shares = Float64Array.from(logits, (logit) => Math.exp(logit - highest));
  const sum = shares.reduce((a, b) => a + b, 0);
  return {
    kind: "diag",
    weights: shares.map((share) => share / sum),
    means: Float64Array.from(means),
    covariances: Float64Array.from(spreads, (spread) => Math.exp(clamped(spread))),
  };
}

/** Gives the variables a mixture along the axes. */
export function assignPrior(prior: PriorVariables, mixture: Mixture): void {
  const values: [tf.Variable, Float64Array][] = [
    [prior.centres, mixture.means],
    [prior.logVariances, mixture.covariances.map((variance) => clamped(Math.log(variance)))],
    [prior.weightLogits, mixture.weights.map((weight) => Math.log(weight))],
  ];
  tf.tidy(() => {
    for (const [variable, data] of values) variable.assign(tf.tensor(Float32Array.from(data), variable.shape));
  });
}

/** What share of the mean variance is added to every variance, so that a code on which all images of a cluster agree has one too. */
const ridgeShare = 1e-3;

/**
 * A Gaussian about the mean of each cluster, `centres` [k, d], all of one weight and of one variance an axis: that of all codes
 * [n, d] about the means of their clusters. Alike, none swallows its neighbours before training has told them apart.
 */
export function pooledMixture(codes: Matrix, labels: Int32Array, centres: Matrix): Mixture {
  const { rows: n, cols: d, data } = codes;
  const k = centres.rows;
  const variances = new Float64Array(d);
  for (let i = 0; i < n; i++)
    for (let a = 0; a < d; a++) variances[a] += (data[i * d + a] - centres.data[labels[i] * d + a]) ** 2 / n;
  const ridge = Math.max(1e-6, (ridgeShare * variances.reduce((a, b) => a + b, 0)) / d);
  return {
    kind: "diag",
    weights: new Float64Array(k).fill(1 / k),
    means: Float64Array.from(centres.data),
    covariances: Float64Array.from({ length: k * d }, (_, q) => variances[q % d] + ridge),
  };
}

/** The mixture that expectation and maximisation make of `start`, each Gaussian with a weight and variances of its own. */
export async function* fittedMixture(
  codes: Matrix,
  start: Mixture,
  rng: Rng,
  signal: AbortSignal,
): AsyncGenerator<ReturnType<typeof stepEvent>, Mixture, void> {
  const ridge = (ridgeShare * start.covariances.reduce((a, b) => a + b, 0)) / start.covariances.length;
  const found = yield* fitMixture(codes, { kind: "diag", start, rng, ridge, signal });
  // A component that lost all its codes keeps a weight whose logarithm is finite.
  return { ...found, weights: found.weights.map((weight) => Math.max(weight, 1e-6)) };
}

function clamped(logVariance: number): number {
  return Math.min(widestLogVariance, Math.max(-widestLogVariance, logVariance));
}
