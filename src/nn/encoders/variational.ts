import type { ImageShape } from "../../core/images";
import type { Rng } from "../../core/rng";
import { glorotUniform } from "../initialisers";
import { fusedDense } from "../layers/fused";
import { clampLogVariance, type Posterior } from "../losses/mixture-elbo";
import * as tf from "../tfjs";
import { createVariable, disposeVariables } from "../variables";
import { type Autoencoder, type AutoencoderOptions, createAutoencoder } from "./autoencoder";
import type { Mode } from "./coder";

/**
 * An autoencoder whose encoder gives a Gaussian for each image instead of a point (Kingma and Welling 2014): `encoder` is its
 * mean, `decoder` gives a pixel's logit, or its value where the loss is a squared error.
 */
export interface VariationalAutoencoder extends Autoencoder {
  /** [b, h, w, c] → mean and log variance, both [b, d], the latter within ±10; the layers below the two heads are passed once. */
  encode(x: tf.Tensor, mode?: Mode): Posterior;
  /** Multiply-adds of `encode` for one image. */
  readonly encodingWork: number;
}

export interface VariationalOptions extends AutoencoderOptions {
  /** log σ² of every code before training. */
  readonly logVarianceStart: number;
}

/** Share of Glorot's start: before training, the variance shall hardly depend on the image. */
const logVarianceScale = 0.1;

/**
 * A variational autoencoder of any of the autoencoder's networks, started from `rng`: the autoencoder itself, and a second head for
 * log σ² beside the one of its code. The caller disposes it.
 */
export function createVariationalAutoencoder(options: VariationalOptions, shape: ImageShape, rng: Rng): VariationalAutoencoder {
  const autoencoder = createAutoencoder(options, shape, rng);
  const { encoder, stages, codeSize } = autoencoder;
  const body = stages.slice(0, -1);
  const toMean = stages[stages.length - 1];
  const [features] = toMean.variables.weights.shape;
  const start = glorotUniform(features * codeSize, features, codeSize, rng.fork("log variance"));
  const weights = createVariable(
    start.map((value) => logVarianceScale * value),
    [features, codeSize],
  );
  const bias = createVariable(new Float32Array(codeSize).fill(options.logVarianceStart), [codeSize]);
  return {
    ...autoencoder,
    variables: { ...autoencoder.variables, "encoder/log-variance/weights": weights, "encoder/log-variance/bias": bias },
    encodingWork: encoder.work + features * codeSize,
    encode(x, mode) {
      const top = body.reduce((value, stage) => stage.apply(value, mode), x);
      const flat = tf.reshape(top, [x.shape[0] ?? 0, features]) as tf.Tensor2D;
      return {
        mean: toMean.apply(top, mode) as tf.Tensor2D,
        logVariance: clampLogVariance(fusedDense(flat, weights, bias, "linear")),
      };
    },
    dispose() {
      autoencoder.dispose();
      disposeVariables({ weights, bias });
    },
  };
}

/**
 * [rows, d] standard normal numbers, drawn on the host so that every backend has the same ones; row after row, so that a batch
 * taken in parts gets the rows that it would get in one.
 */
export function drawNoise(rows: number, d: number, rng: Rng): tf.Tensor2D {
  return tf.tensor2d(
    Float32Array.from({ length: rows * d }, () => rng.normal()),
    [rows, d],
  );
}
