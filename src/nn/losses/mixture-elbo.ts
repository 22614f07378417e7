import { logSoftmaxRows } from "../kernels/log-softmax-rows";
import * as tf from "../tfjs";

/** log σ² is held within ± this: beyond, a variance under- or overflows in single precision within a few products. */
export const widestLogVariance = 10;

/** What an encoder says of each image: a Gaussian with these means and log variances, both [b, d]. */
export interface Posterior {
  readonly mean: tf.Tensor2D;
  readonly logVariance: tf.Tensor2D;
}

/** A mixture of k Gaussians along the axes. */
export interface MixturePrior {
  /** μ [k, d] */
  readonly centres: tf.Tensor2D;
  /** log σ² [k, d] */
  readonly logVariances: tf.Tensor2D;
  /** [k]; π is their softmax, so that the weights stay positive and add up to 1. */
  readonly weightLogits: tf.Tensor1D;
}

/** log γ [b, k]: the log probability of each component given z [b, d], γ_c ∝ π_c N(z; μ_c, σ_c²), all in logarithms. */
export function logResponsibilities(z: tf.Tensor2D, prior: MixturePrior): tf.Tensor2D {
  const logVariances = clampLogVariance(prior.logVariances);
  const [k, d] = prior.centres.shape;
  // Differences first and then squares: |z|² − 2zμ + |μ|² would cancel where a variance is small.
  const offsets = tf.sub(tf.expandDims(z, 1), tf.expandDims(prior.centres, 0));
  const scaled = tf.mul(tf.square(offsets), tf.reshape(tf.exp(tf.neg(logVariances)), [1, k, d]));
  // The 2π of the densities is the same for all components.
  const logDensities = tf.mul(tf.add(tf.sum(scaled, 2), tf.reshape(tf.sum(logVariances, 1), [1, k])), -0.5);
  return logSoftmaxRows(tf.add(logDensities, logWeightsOf(prior)) as tf.Tensor2D);
}

/** The terms of VaDE's bound beside the reconstruction, each a mean over the batch, to be minimised: their sum is KL(q(z, c|x) ‖ p(z, c)). */
export interface MixtureKl {
  /** ½ Σ_c γ_c Σ_k [log σ_ck² + σ̃_k² / σ_ck² + (μ̃_k − μ_ck)² / σ_ck²]: how far the codes lie from the components they are given to. */
  readonly mixture: tf.Scalar;
  /** Σ_c γ_c log(γ_c / π_c): how far the memberships are from the components' weights. */
  readonly categorical: tf.Scalar;
  /** −½ Σ_k (1 + log σ̃_k²): minus the entropy of the codes, the 2π left to the mixture's term, where it cancels. */
  readonly entropy: tf.Scalar;
}

/**
 * The bound's terms for codes `posterior` under `prior`, with memberships log γ [b, k]. VaDE takes those of one sample of each code
 * (Jiang et al. 2017, eq. 14 and 16), through which the gradient flows too: `logResponsibilities(z, prior)`. It is a bound for any
 * others as well. A log γ of −100 stands for none.
 */
export function mixtureKl(posterior: Posterior, logGamma: tf.Tensor2D, prior: MixturePrior): MixtureKl {
  const [k, d] = prior.centres.shape;
  const gamma = tf.exp(logGamma);
  const logVariances = tf.reshape(clampLogVariance(prior.logVariances), [1, k, d]);
  const offsets = tf.sub(tf.expandDims(posterior.mean, 1), tf.expandDims(prior.centres, 0));
  const spread = tf.add(tf.expandDims(tf.exp(posterior.logVariance), 1), tf.square(offsets));
  const distances = tf.sum(tf.add(tf.mul(spread, tf.exp(tf.neg(logVariances))), logVariances), 2);
  return {
    mixture: rowMean(tf.mul(gamma, distances), 0.5),
    categorical: rowMean(tf.mul(gamma, tf.sub(logGamma, logWeightsOf(prior))), 1),
    entropy: rowMean(tf.add(posterior.logVariance, 1), -0.5),
  };
}

/** KL(q(z|x) ‖ N(0, I)) = −½ Σ_k (1 + log σ̃_k² − μ̃_k² − σ̃_k²), mean over the batch (Kingma and Welling 2014, appendix B). */
export function standardNormalKl({ mean, logVariance }: Posterior): tf.Scalar {
  return rowMean(tf.sub(tf.sub(tf.add(logVariance, 1), tf.square(mean)), tf.exp(logVariance)), -0.5);
}

/** One sample a row of the posterior, z = μ̃ + σ̃ · noise, differentiable in both; `noise` [b, d] is standard normal. */
export function sampleCodes({ mean, logVariance }: Posterior, noise: tf.Tensor2D): tf.Tensor2D {
  return tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise));
}

/** log γ [b, k] of images that belong to one component each for certain. */
export function logMemberships(labels: Int32Array, k: number): tf.Tensor2D {
  return tf.mul(tf.sub(1, tf.oneHot(tf.tensor1d(labels, "int32"), k)), -100) as tf.Tensor2D;
}

export function clampLogVariance<T extends tf.Tensor>(logVariance: T): T {
  return tf.clipByValue(logVariance, -widestLogVariance, widestLogVariance);
}

/** log π [1, k] */
function logWeightsOf({ weightLogits }: MixturePrior): tf.Tensor2D {
  return logSoftmaxRows(tf.reshape(weightLogits, [1, weightLogits.size]));
}

function rowMean(values: tf.Tensor, factor: number): tf.Scalar {
  return tf.mul(tf.sum(values), factor / (values.shape[0] ?? 1)) as tf.Scalar;
}
