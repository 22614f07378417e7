import type { Rng } from "../../core/rng";
import { batchNormalisation } from "../layers/batch-normalisation";
import { convolution, transposedConvolution } from "../layers/convolution";
import { dense, type Layer } from "../layers/dense";
import { leakyRelu } from "../layers/leaky-relu";
import { averagePooling, pooledSide } from "../layers/pooling";
import { type Attention, residualBlock } from "../layers/residual-block";
import * as tf from "../tfjs";
import { chain } from "./chain";
import type { Coder } from "./coder";

/** A picture's size between two layers. */
export interface Grid {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Sizes before the first block and behind each block's pooling, which halves the sides and rounds up. Blocks end where a
 * picture has become one pixel, whatever `widths` still holds.
 */
export function gridsOf(input: Grid, widths: readonly number[]): Grid[] {
  const grids = [input];
  for (const channels of widths) {
    const { height, width } = grids[grids.length - 1];
    if (grids.length > 1 && height * width === 1) break;
    grids.push({ height: pooledSide(height, "same"), width: pooledSide(width, "same"), channels });
  }
  return grids;
}

/** Pictures of grids[0] → [b, size]: the mean over the pixels of every block's output but the last, and all values of the last. */
export function fusedStages(
  grids: readonly Grid[],
  options: { readonly attention: Attention; readonly residual: boolean },
  rng: Rng,
): Coder & { readonly size: number } {
  const blocks = grids.slice(1).map(({ channels }, i) => {
    const { height, width, channels: inChannels } = grids[i];
    return residualBlock({ ...options, height, width, inChannels, outChannels: channels }, rng.fork(`block ${i}`));
  });
  const pool = averagePooling("same");
  const last = grids[grids.length - 1];
  const pooledSizes = grids.slice(1, -1).reduce((sum, { channels }) => sum + channels, 0);
  return {
    ...chain(blocks),
    size: pooledSizes + last.height * last.width * last.channels,
    apply(x, mode) {
      const batch = x.shape[0] ?? 0;
      const outputs: tf.Tensor[] = [];
      for (const block of blocks) outputs.push(pool.apply(block.apply(outputs.at(-1) ?? x, mode)));
      const rows = outputs.map((output, i) => {
        if (i === blocks.length - 1) return tf.reshape(output, [batch, -1]);
        return tf.mean(tf.reshape(output, [batch, -1, grids[i + 1].channels]), 1);
      });
      return rows.length === 1 ? rows[0] : tf.concat(rows, 1);
    },
  };
}

/**
 * Codes [b, d] → pictures of grids[0], linear: a dense layer to the last block's size before its pooling, then for each block
 * before it a transposed convolution to that block's size and channels (upsampling and 3 x 3 convolution in one), and at last a
 * 3 x 3 convolution to the picture's channels; batch normalisation and leaky ReLU between.
 */
export function mirrorDecoder(grids: readonly Grid[], codeSize: number, rng: Rng): Coder {
  const sizes = grids.slice(0, -1).map(({ height, width }, i) => ({ height, width, channels: grids[i + 1].channels }));
  const deepest = sizes[sizes.length - 1];
  const flat = deepest.height * deepest.width * deepest.channels;
  const layers: Layer[] = [
    dense(codeSize, flat, "linear", rng.fork("dense")),
    inShape([deepest.height, deepest.width, deepest.channels]),
    ...activated(deepest.channels),
  ];
  for (let i = sizes.length - 1; i > 0; i--) {
    const { channels: inChannels, ...size } = sizes[i];
    const { height: outHeight, width: outWidth, channels: outChannels } = sizes[i - 1];
    const geometry = { ...size, side: 3, stride: 2, inChannels, outChannels, outHeight, outWidth };
    layers.push(transposedConvolution(geometry, "linear", rng.fork(`convolution ${i}`)), ...activated(outChannels));
  }
  const { height, width, channels } = grids[0];
  const toPicture = { height, width, side: 3, stride: 1, inChannels: sizes[0].channels, outChannels: channels };
  return chain([...layers, convolution(toPicture, "linear", rng.fork("picture"))]);
}

function activated(channels: number): Layer[] {
  return [batchNormalisation(channels, { epsilon: 1e-5 }), leakyRelu()];
}

function inShape(shape: readonly number[]): Layer {
  return { work: 0, variables: {}, apply: (x) => tf.reshape(x, [x.shape[0] ?? 0, ...shape]) };
}
