import type { ImageShape } from "../../core/images";
import type { Rng } from "../../core/rng";
import { batchNormalisation } from "../layers/batch-normalisation";
import { dense } from "../layers/dense";
import { leakyRelu } from "../layers/leaky-relu";
import type { Attention } from "../layers/residual-block";
import { clampLogVariance, type Posterior } from "../losses/mixture-elbo";
import * as tf from "../tfjs";
import { disposeVariables } from "../variables";
import { type Mode, prefixed } from "./coder";
import { fusedStages, type Grid, gridsOf, mirrorDecoder } from "./residual-stages";

export interface ResidualVariationalOptions {
  /** Channels of each block; those that a picture is too small for are left out. */
  readonly widths: readonly number[];
  /** d */
  readonly codeSize: number;
  readonly attention: Attention;
  /** Whether a block's input goes past its convolutions too. */
  readonly residual: boolean;
  /** Height and width to which pictures are brought first, or null to take them as they are. */
  readonly side: number | null;
}

/** A variational autoencoder of residual blocks; its own pictures are those that it works at, of `side` or of the images' size. */
export interface ResidualVariational {
  readonly codeSize: number;
  /** f, the length of the fused features. */
  readonly fusedSize: number;
  /** Multiply-adds of one image's pass. */
  readonly encoderWork: number;
  readonly decoderWork: number;
  readonly variables: Readonly<Record<string, tf.Variable>>;
  readonly statistics: Readonly<Record<string, tf.Variable>>;
  /** Images [b, h, w, c] as the network's own pictures. */
  picturesOf(images: tf.Tensor4D): tf.Tensor4D;
  /** The network's own pictures in the images' size [b, h, w, c]. */
  imagesOf(pictures: tf.Tensor4D): tf.Tensor4D;
  /** Own pictures → the features of all blocks [b, f], before they are normalised. */
  fuse(pictures: tf.Tensor4D, mode?: Mode): tf.Tensor2D;
  /** Fused features [b, f] → mean and log variance of the codes, [b, d]. */
  posterior(fused: tf.Tensor2D, mode?: Mode): Posterior;
  /** Codes [b, d] → own pictures, linear. */
  decode(codes: tf.Tensor2D, mode?: Mode): tf.Tensor4D;
  dispose(): void;
}

/**
 * The feature extractor of MFVC (Chen et al. 2024, section 2.1, table 1): residual blocks with attention, each followed by average
 * pooling of 2 x 2 (sides round up); the mean over the pixels of every block's output beside the last one's values, all of them
 * ("early fusion"), through a batch normalisation and a leaky ReLU to the mean and log variance of the code. The paper does not
 * describe its decoder: this one mirrors the encoder's sizes. The caller disposes it.
 */
export function residualVariational(
  { widths, codeSize, attention, residual, side }: ResidualVariationalOptions,
  shape: ImageShape,
  rng: Rng,
): ResidualVariational {
  const input = inputOf(side, shape);
  const grids = gridsOf(input, widths);
  const down = rng.fork("encoder");
  const stages = fusedStages(grids, { attention, residual }, down);
  const normalise = batchNormalisation(stages.size, { epsilon: 1e-5 });
  const activation = leakyRelu();
  const toMean = dense(stages.size, codeSize, "linear", down.fork("mean"));
  const toLogVariance = dense(stages.size, codeSize, "linear", down.fork("log variance"));
  const decoder = mirrorDecoder(grids, codeSize, rng.fork("decoder"));

  const variables = {
    ...prefixed("encoder", stages.variables),
    ...prefixed("encoder/fused", normalise.variables),
    ...prefixed("encoder/mean", toMean.variables),
    ...prefixed("encoder/logVariance", toLogVariance.variables),
    ...prefixed("decoder", decoder.variables),
  };
  const statistics = {
    ...prefixed("encoder", stages.statistics),
    ...prefixed("encoder/fused", normalise.statistics),
    ...prefixed("decoder", decoder.statistics),
  };
  return {
    codeSize,
    fusedSize: stages.size,
    encoderWork: stages.work + toMean.work + toLogVariance.work,
    decoderWork: decoder.work,
    variables,
    statistics,
    picturesOf: (images) => (shape.vectors ? laid(images, input) : resized(images, input)),
    imagesOf: (pictures) => (shape.vectors ? laid(pictures, shape) : resized(pictures, shape)),
    fuse: (pictures, mode) => stages.apply(pictures, mode) as tf.Tensor2D,
    posterior(fused, mode) {
      const features = activation.apply(normalise.apply(fused, mode));
      const logVariance = clampLogVariance(toLogVariance.apply(features)) as tf.Tensor2D;
      return { mean: toMean.apply(features) as tf.Tensor2D, logVariance };
    },
    decode: (codes, mode) => decoder.apply(codes, mode) as tf.Tensor4D,
    dispose: () => disposeVariables({ ...variables, ...statistics }),
  };
}

/** A vector is one pixel with a channel for each of its values: convolutions are dense layers there, and only the first block is left. */
function inputOf(side: number | null, { height, width, channels, vectors }: ImageShape): Grid {
  if (vectors) return { height: 1, width: 1, channels: width };
  return { height: side ?? height, width: side ?? width, channels };
}

/** The same values in another shape. */
function laid(values: tf.Tensor4D, { height, width, channels }: Pick<Grid, "height" | "width" | "channels">): tf.Tensor4D {
  return tf.reshape(values, [values.shape[0], height, width, channels]);
}

/** Bilinear, as PyTorch's `interpolate` with its corners left free; pictures that fit already come back as they are. */
function resized(pictures: tf.Tensor4D, { height, width }: Pick<Grid, "height" | "width">): tf.Tensor4D {
  const [, h, w] = pictures.shape;
  return h === height && w === width ? pictures : tf.image.resizeBilinear(pictures, [height, width], false, true);
}
