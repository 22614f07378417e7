import { type ImageShape, imageSize } from "../../core/images";
import type { Rng } from "../../core/rng";
import type * as tf from "../tfjs";
import { disposeVariables } from "../variables";
import { type Coder, prefixed } from "./coder";
import { convolutionalAutoencoder } from "./convolutional";
import { denseAutoencoder } from "./dense";
import { pooledAutoencoder } from "./pooled";

export interface Autoencoder {
  /** [b, h, w, c] → [b, d] */
  readonly encoder: Coder;
  /** The encoder's layers: applied one after the other they are the encoder; the last one's "weights" [f, d] make the code. */
  readonly stages: readonly Coder[];
  /** [b, d] → [b, h, w, c], linear */
  readonly decoder: Coder;
  readonly codeSize: number;
  /** Encoder's and decoder's variables under "encoder/…" and "decoder/…". */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** What batch normalisation remembers, under the same prefixes; empty without it. */
  readonly statistics: Readonly<Record<string, tf.Variable>>;
  /** It has batch normalisation. */
  readonly normalises: boolean;
  dispose(): void;
}

export interface AutoencoderOptions {
  readonly network: "convolutional" | "dense" | "pooled";
  /** Channels of the convolutions; of "pooled" those that are pooled, then that of the last one, which is not. */
  readonly filters: readonly number[];
  /** Widths of the hidden dense layers. */
  readonly widths: readonly number[];
  /** d */
  readonly codeSize: number;
}

/** An autoencoder for images of `shape`, started from `rng`. The caller disposes it. */
export function createAutoencoder(options: AutoencoderOptions, shape: ImageShape, rng: Rng): Autoencoder {
  const { encoder, decoder, stages } = halvesOf(options, shape, rng);
  const variables = { ...prefixed("encoder", encoder.variables), ...prefixed("decoder", decoder.variables) };
  const statistics = { ...prefixed("encoder", encoder.statistics), ...prefixed("decoder", decoder.statistics) };
  const dispose = () => disposeVariables({ ...variables, ...statistics });
  return {
    encoder,
    stages,
    decoder,
    codeSize: options.codeSize,
    variables,
    statistics,
    normalises: Object.keys(statistics).length > 0,
    dispose,
  };
}

/** The encoder alone of such an autoencoder, for a network that judges pictures. The caller disposes its variables and statistics. */
export function createEncoder(options: AutoencoderOptions, shape: ImageShape, rng: Rng): Coder {
  const { encoder, decoder } = halvesOf(options, shape, rng);
  disposeVariables({ ...decoder.variables, ...decoder.statistics });
  return encoder;
}

function halvesOf({ network, widths, filters, codeSize }: AutoencoderOptions, shape: ImageShape, rng: Rng) {
  if (network === "dense") return denseAutoencoder(imageSize(shape), shape, widths, codeSize, rng);
  const create = network === "pooled" ? pooledAutoencoder : convolutionalAutoencoder;
  return create(shape, filters, codeSize, rng);
}
