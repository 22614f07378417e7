import type { ImageShape } from "../../core/images";
import type { Rng } from "../../core/rng";
import { batchNormalisation } from "../layers/batch-normalisation";
import { convolution, transposedConvolution } from "../layers/convolution";
import { dense, type Layer } from "../layers/dense";
import type { Padding } from "../layers/fused";
import { maxPooling, pooledSide } from "../layers/pooling";
import * as tf from "../tfjs";
import { chain } from "./chain";
import { type Coder, prefixed } from "./coder";

/** Side of every filter. */
const side = 3;

interface Grid {
  readonly height: number;
  readonly width: number;
}

/**
 * The autoencoder of DECS (published code of 2024; the network of near-neighbour consistency, too): for each entry of `filters` but the
 * last [convolution 3 x 3 → ReLU → batch normalisation → max-pooling 2 x 2], then a convolution without pooling, and a linear dense code.
 * The decoder: dense with ReLU, then one transposed convolution of stride 2 for each pooling, ReLU and batch normalisation
 * behind it, and a linear one of stride 1 to the picture.
 *
 * An odd side loses its last pixel in pooling. The last convolution is padded "same" where 2 to the number of poolings divides both
 * sides of the picture, and "valid" elsewhere, as published; "same" too where less than 3 pixels a side are left.
 * Departures: the decoder starts from ⌈side / 8⌉, not ⌊side / 8⌋, and is told each size on its way up, so that it comes out at
 * the picture's size for every side; running moments keep 0.9 of what they were, not 0.99, for sets with few batches an epoch.
 */
export function pooledAutoencoder(
  shape: ImageShape,
  filters: readonly number[],
  codeSize: number,
  rng: Rng,
): { encoder: Coder; decoder: Coder; stages: readonly Coder[] } {
  if (filters.length === 0) throw new Error("the pooled autoencoder needs the filters of at least one convolution.");
  const down = rng.fork("encoder");
  const { blocks, flat } = convolutionBlocks(shape, filters, down);
  const convolutions = chain(blocks);
  const codeLayer = dense(flat, codeSize, "linear", down.fork("code"));
  const toCode: Coder = { ...codeLayer, apply: (x) => codeLayer.apply(tf.reshape(x, [x.shape[0] ?? 0, flat])) };
  return {
    encoder: {
      work: convolutions.work + toCode.work,
      variables: { ...convolutions.variables, ...prefixed("code", toCode.variables) },
      statistics: convolutions.statistics ?? {},
      apply: (x, mode) => toCode.apply(convolutions.apply(x, mode)),
    },
    decoder: pooledDecoder(shape, filters, codeSize, rng.fork("decoder")),
    stages: [...blocks, toCode],
  };
}

/** The encoder up to the code, a block of layers for each entry of `filters`, and how many values come out. */
function convolutionBlocks(
  shape: ImageShape,
  filters: readonly number[],
  rng: Rng,
): { readonly blocks: readonly Coder[]; readonly flat: number } {
  const poolings = filters.length - 1;
  const blocks: Coder[] = [];
  let grid: Grid = { height: shape.height, width: shape.width };
  let inChannels: number = shape.channels;
  for (const [i, outChannels] of filters.entries()) {
    const last = i === poolings;
    const padding = last ? lastPadding(shape, grid, poolings) : "same";
    grid = padding === "valid" ? { height: grid.height - side + 1, width: grid.width - side + 1 } : grid;
    const sizes = { ...grid, side, stride: 1, inChannels, outChannels, padding };
    const layers = [convolution(sizes, "relu", rng.fork(`convolution ${i}`)), batchNormalisation(outChannels)];
    if (!last) {
      // Pictures too small for so many poolings: a row of single pixels is pooled along its length only.
      const rule = Math.min(grid.height, grid.width) < 2 ? "same" : "valid";
      layers.push(maxPooling(rule));
      grid = { height: pooledSide(grid.height, rule), width: pooledSide(grid.width, rule) };
    }
    blocks.push(chain(layers));
    inChannels = outChannels;
  }
  return { blocks, flat: grid.height * grid.width * inChannels };
}

/** How the convolution behind the last pooling is padded: see pooledAutoencoder. */
function lastPadding(shape: ImageShape, { height, width }: Grid, poolings: number): Padding {
  const whole = [shape.height, shape.width].every((pixels) => pixels % 2 ** poolings === 0);
  return whole || Math.min(height, width) < side ? "same" : "valid";
}

function pooledDecoder(shape: ImageShape, filters: readonly number[], codeSize: number, rng: Rng): Coder {
  const poolings = filters.length - 1;
  const grids: Grid[] = [{ height: shape.height, width: shape.width }];
  for (let i = 0; i < poolings; i++) {
    const { height, width } = grids[i];
    grids.push({ height: Math.ceil(height / 2), width: Math.ceil(width / 2) });
  }
  const start = grids[poolings];
  let inChannels = filters[poolings];
  const flat = start.height * start.width * inChannels;
  const first = dense(codeSize, flat, "relu", rng.fork("code"));
  const layers: Layer[] = [];
  for (let i = poolings - 1; i >= 0; i--) {
    const outChannels = filters[i];
    const { height: outHeight, width: outWidth } = grids[i];
    const sizes = { ...grids[i + 1], side, stride: 2, inChannels, outChannels, outHeight, outWidth };
    layers.push(transposedConvolution(sizes, "relu", rng.fork(`convolution ${i}`)), batchNormalisation(outChannels));
    inChannels = outChannels;
  }
  const { height: outHeight, width: outWidth } = grids[0];
  const toPicture = { ...grids[0], side, stride: 1, inChannels, outChannels: shape.channels, outHeight, outWidth };
  // Transposed, as published: the same as a convolution, but products with one output channel would leave most lanes idle.
  layers.push(transposedConvolution(toPicture, "linear", rng.fork("picture")));
  const transposed = chain(layers);
  return {
    work: first.work + transposed.work,
    variables: { ...prefixed("code", first.variables), ...transposed.variables },
    statistics: transposed.statistics ?? {},
    apply(codes, mode) {
      const grid = tf.reshape(first.apply(codes), [codes.shape[0] ?? 0, start.height, start.width, filters[poolings]]);
      return transposed.apply(grid, mode);
    },
  };
}
