import type { Matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { mapImages } from "../../nn/batches";
import { withClipping } from "../../nn/clipping";
import { type ResidualVariational, residualVariational } from "../../nn/encoders/residual-variational";
import { drawNoise } from "../../nn/encoders/variational";
import type { Loss } from "../../nn/fit";
import { gaussianSquaredError } from "../../nn/losses/bernoulli";
import { sampleCodes, standardNormalKl } from "../../nn/losses/mixture-elbo";
import { adamW } from "../../nn/optimizers";
import { learningRateAt } from "../../nn/schedules";
import * as tf from "../../nn/tfjs";
import type { Run, TrainingEvent } from "../method";
import { activeUnits } from "./active-units";
import { posteriorSample } from "./mfvc-sample";
import { type MfvcValues, mfvcKey, networkOptionsOf } from "./mfvc-settings";
import { networkViews } from "./mfvc-views";
import { pretrainNetwork } from "./pretrain";
import { type DeepState, setUpWorkbenchOf, type Workbench } from "./workbench";

export type MfvcBench = Workbench<ResidualVariational>;

/** A variance of ½ makes the Gaussian's error the plain sum of squares of the paper's eq. 1. */
const pixelVariance = 0.5;

export function setUpMfvcWorkbench(run: Run<MfvcValues, DeepState>): Promise<MfvcBench> {
  return setUpWorkbenchOf(run, (shape, rng) => residualVariational(networkOptionsOf(run.settings()), shape, rng));
}

/** Trains the β-VAE (Chen et al. 2024, eq. 1): Σ (x − x′)² over the pixels + β · KL over the units, mean over the batch. */
export function pretrainMfvc(
  bench: MfvcBench,
  run: Run<MfvcValues, DeepState>,
): AsyncGenerator<TrainingEvent<DeepState>, void, void> {
  const { network } = bench;
  const { clipping } = run.settings();
  return pretrainNetwork(bench, run, {
    work: network.encoderWork + network.decoderWork,
    normalises: true,
    loss: (batch, values) => variationalLoss(network, batch, values.beta, bench.rng),
    encodeAll: () => meanCodes(bench),
    optimizer: (variables) =>
      withClipping(adamW(variables), clipping > 0 ? { kind: "globalNorm", max: clipping } : { kind: "none" }),
    learningRate: ({ pretrainLearningRate }, iteration, steps) =>
      learningRateAt({ kind: "cosine", steps }, iteration, pretrainLearningRate),
    facts: async () => ({ activeUnits: activeUnits((await posteriorSample(bench)).means) }),
    views: () => networkViews(bench, run.rng),
    key: mfvcKey,
  });
}

export function variationalLoss(network: ResidualVariational, batch: tf.Tensor4D, beta: number, rng: Rng): Loss {
  const pictures = network.picturesOf(batch);
  const posterior = network.posterior(network.fuse(pictures, "training"), "training");
  const noise = drawNoise(batch.shape[0], network.codeSize, rng);
  const reconstruction = gaussianSquaredError(pictures, network.decode(sampleCodes(posterior, noise), "training"), pixelVariance);
  const kl = standardNormalKl(posterior);
  return { total: tf.add(reconstruction, tf.mul(kl, beta)) as tf.Scalar, terms: { reconstruction, kl } };
}

/** μ of every image [n, d]. */
export function meanCodes({ images, network, signal }: MfvcBench): Promise<Matrix> {
  const pass = (batch: tf.Tensor4D) => network.posterior(network.fuse(network.picturesOf(batch))).mean;
  return mapImages(images, pass, network.codeSize, network.encoderWork, signal);
}

/** The features of all blocks of every image [n, f], as they are fused. */
export function fusedFeatures({ images, network, signal }: MfvcBench): Promise<Matrix> {
  const pass = (batch: tf.Tensor4D) => network.fuse(network.picturesOf(batch));
  return mapImages(images, pass, network.fusedSize, network.encoderWork, signal);
}
