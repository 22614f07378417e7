import type { ImageShape } from "../../core/images";
import type { Rng } from "../../core/rng";
import { dense } from "../layers/dense";
import * as tf from "../tfjs";
import { chain } from "./chain";
import type { Coder } from "./coder";

/**
 * The fully connected autoencoder of DEC and IDEC: inputs-500-500-2000-d with ReLU, linear code, and its mirror with a
 * linear end (Xie, Girshick and Farhadi 2016, section 4.3).
 */
export function denseAutoencoder(
  inputs: number,
  shape: ImageShape,
  widths: readonly number[],
  codeSize: number,
  rng: Rng,
): { encoder: Coder; decoder: Coder; stages: readonly Coder[] } {
  const down = [inputs, ...widths, codeSize];
  const up = [...down].reverse();
  const layers = layersOf(down, rng.fork("encoder"));
  const encoder = chain(layers);
  const decoder = chain(layersOf(up, rng.fork("decoder")));
  const flat = (x: tf.Tensor) => tf.reshape(x, [x.shape[0] ?? 0, inputs]);
  return {
    encoder: { ...encoder, apply: (x) => encoder.apply(flat(x)) },
    decoder: {
      ...decoder,
      apply: (codes) => tf.reshape(decoder.apply(codes), [codes.shape[0] ?? 0, shape.height, shape.width, shape.channels]),
    },
    stages: layers.map((layer, i) => (i === 0 ? { ...layer, apply: (x) => layer.apply(flat(x)) } : layer)),
  };
}

function layersOf(sizes: readonly number[], rng: Rng) {
  return sizes
    .slice(1)
    .map((outputs, i) => dense(sizes[i], outputs, i === sizes.length - 2 ? "linear" : "relu", rng.fork(String(i))));
}
