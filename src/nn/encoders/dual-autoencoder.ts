import type { ImageShape } from "../../core/images";
import type { Rng } from "../../core/rng";
import { fusedDense } from "../layers/fused";
import { clampLogVariance, type Posterior, sampleCodes } from "../losses/mixture-elbo";
import { mismatched, mutualInformationLoss } from "../losses/mutual-information";
import * as tf from "../tfjs";
import { disposeVariables } from "../variables";
import { type Mode, prefixed } from "./coder";
import { type PairDiscriminator, pairDiscriminator } from "./pair-discriminator";
import { createVariationalAutoencoder, drawNoise, type VariationalAutoencoder, type VariationalOptions } from "./variational";

/** What a pass through both autoencoders gives. */
export interface DualPass {
  readonly posterior: Posterior;
  /** [b, d] the clean code is the posterior's mean, the disturbed one a sample of it. */
  readonly disturbed: tf.Tensor2D;
  /** [b, h, w, c] of both. */
  readonly redrawn: tf.Tensor4D;
  readonly redrawnDisturbed: tf.Tensor4D;
  /** mutualInformationLoss of the pictures' features with their disturbed codes: as a whole, and place by place. */
  readonly globalInformation: tf.Scalar;
  readonly localInformation: tf.Scalar;
}

/**
 * The dual autoencoder of Yang et al. (2019, section 3.1): one encoder and one decoder that redraws both the clean code and one disturbed
 * by noise of learned strength, and two discriminators that estimate how much a code tells of its picture.
 */
export interface DualAutoencoder extends VariationalAutoencoder {
  /** Multiply-adds of `pass` for one image. */
  readonly passWork: number;
  pass(batch: tf.Tensor4D, rng: Rng, mode?: Mode): DualPass;
}

/** Units of the discriminators' layers. */
const hidden = 64;

/** A dual autoencoder of any of the autoencoder's networks, started from `rng`. The caller disposes it. */
export function createDualAutoencoder(options: VariationalOptions, shape: ImageShape, rng: Rng): DualAutoencoder {
  const network = createVariationalAutoencoder(options, shape, rng);
  const { stages, codeSize, decoder } = network;
  const body = stages.slice(0, -1);
  const toMean = stages[stages.length - 1];
  const [features] = toMean.variables.weights.shape;
  const map = tf.tidy(() => bodyOf(body, tf.zeros([1, shape.height, shape.width, shape.channels]), "inference").shape);
  const channels = map[map.length - 1] ?? 1;
  const whole = pairDiscriminator(features, codeSize, hidden, rng.fork("global discriminator"));
  const places = pairDiscriminator(channels, codeSize, hidden, rng.fork("local discriminator"));
  const judges = { ...prefixed("global", whole.variables), ...prefixed("local", places.variables) };
  const { "encoder/log-variance/weights": weights, "encoder/log-variance/bias": bias } = network.variables;
  return {
    ...network,
    variables: { ...network.variables, ...judges },
    // Pairs that belong together and pairs that don't.
    passWork: network.encodingWork + 2 * decoder.work + 2 * (whole.work + (features / channels) * places.work),
    pass(batch, noise, mode) {
      const b = batch.shape[0];
      const top = bodyOf(body, batch, mode);
      const flat = tf.reshape(top, [b, features]) as tf.Tensor2D;
      const mean = toMean.apply(top, mode) as tf.Tensor2D;
      const posterior = { mean, logVariance: clampLogVariance(fusedDense(flat, weights, bias, "linear")) };
      const disturbed = sampleCodes(posterior, drawNoise(b, codeSize, noise));
      const wrong = mismatched(disturbed);
      const information = (judge: PairDiscriminator, size: number): tf.Scalar => {
        const seen = tf.reshape(top, [b, features / size, size]) as tf.Tensor3D;
        return mutualInformationLoss(judge.apply(seen, disturbed), judge.apply(seen, wrong));
      };
      return {
        posterior,
        disturbed,
        redrawn: decoder.apply(mean, mode) as tf.Tensor4D,
        redrawnDisturbed: decoder.apply(disturbed, mode) as tf.Tensor4D,
        globalInformation: information(whole, features),
        localInformation: information(places, channels),
      };
    },
    dispose() {
      network.dispose();
      disposeVariables(judges);
    },
  };
}

function bodyOf(body: DualAutoencoder["stages"], x: tf.Tensor, mode?: Mode): tf.Tensor {
  return body.reduce((value, stage) => stage.apply(value, mode), x);
}
