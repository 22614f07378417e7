import type { ImageShape } from "../../core/images";
import type { Rng } from "../../core/rng";
import { convolution, transposedConvolution } from "../layers/convolution";
import { dense } from "../layers/dense";
import * as tf from "../tfjs";
import { chain } from "./chain";
import type { Coder } from "./coder";

/** Filter sides of the three strided convolutions: 5, 5, 3 as in DCEC and ConvDEC; further ones take 3. */
const sides = [5, 5, 3];

/**
 * The convolutional autoencoder of DCEC and ConvDEC (Guo et al. 2017, section 3.2): one convolution of stride 2 for each
 * entry of `filters`, ReLU, no batch normalisation, then a linear dense code; the decoder mirrors it with transposed
 * convolutions. Departure: padding is "same" at every size, where the original pads the last layer "valid" for sides that 8
 * does not divide; the decoder is told each size, so no size is excluded.
 */
export function convolutionalAutoencoder(
  shape: ImageShape,
  filters: readonly number[],
  codeSize: number,
  rng: Rng,
): { encoder: Coder; decoder: Coder; stages: readonly Coder[] } {
  const stages = stagesOf(shape, filters);
  const last = stages[stages.length - 1];
  const flat = last.height * last.width * last.channels;
  const down = rng.fork("encoder");
  const up = rng.fork("decoder");

  const convolutionStages = filters.map((outChannels, i) =>
    convolution(
      { ...sizeOf(stages[i + 1]), side: sideOf(i), stride: 2, inChannels: stages[i].channels, outChannels },
      "relu",
      down.fork(`convolution ${i}`),
    ),
  );
  const convolutions = chain(convolutionStages);
  const codeLayer = dense(flat, codeSize, "linear", down.fork("code"));
  const toCode: Coder = { ...codeLayer, apply: (x) => codeLayer.apply(tf.reshape(x, [x.shape[0] ?? 0, flat])) };
  const fromCode = dense(codeSize, flat, "relu", up.fork("code"));
  const transposed = chain(
    filters.map((_, step) => {
      const i = filters.length - 1 - step;
      const { height: outHeight, width: outWidth, channels: outChannels } = stages[i];
      const { channels: inChannels, ...size } = stages[i + 1];
      const layer = { ...size, side: sideOf(i), stride: 2, inChannels, outChannels, outHeight, outWidth };
      return transposedConvolution(layer, i === 0 ? "linear" : "relu", up.fork(`convolution ${i}`));
    }),
  );

  return {
    encoder: {
      work: convolutions.work + toCode.work,
      variables: { ...convolutions.variables, "code/weights": toCode.variables.weights, "code/bias": toCode.variables.bias },
      apply: (x) => toCode.apply(convolutions.apply(x)),
    },
    decoder: {
      work: fromCode.work + transposed.work,
      variables: { "code/weights": fromCode.variables.weights, "code/bias": fromCode.variables.bias, ...transposed.variables },
      apply: (codes) => {
        const grid = tf.reshape(fromCode.apply(codes), [codes.shape[0] ?? 0, last.height, last.width, last.channels]);
        return transposed.apply(grid);
      },
    },
    stages: [...convolutionStages, toCode],
  };
}

interface Stage {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Sizes before, between and after the convolutions. */
function stagesOf(shape: ImageShape, filters: readonly number[]): Stage[] {
  const stages: Stage[] = [{ height: shape.height, width: shape.width, channels: shape.channels }];
  for (const channels of filters) {
    const before = stages[stages.length - 1];
    stages.push({ height: Math.ceil(before.height / 2), width: Math.ceil(before.width / 2), channels });
  }
  return stages;
}

function sizeOf({ height, width }: Stage): { readonly height: number; readonly width: number } {
  return { height, width };
}

function sideOf(index: number): number {
  return sides[index] ?? 3;
}
