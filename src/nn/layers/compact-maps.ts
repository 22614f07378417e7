import type { ImageShape } from "../../core/images";
import * as tf from "../tfjs";

/** Cells a side, and values of an image, at most: of the pixels, and of the maps that an encoder makes of them. */
const sizes = { pixels: { cells: 32, values: 1024 }, maps: { cells: 4, values: 512 } };

/**
 * What an encoder's layer `layer` made of images, [b, h, w, c] (layer 0 being the pixels), averaged over a grid of at most 4 x 4 cells, the
 * pixels over one of 32 x 32, and over fewer where there are many channels. An image keeps some hundred values whatever its size: what
 * a fully connected network beside a convolutional one can take in. What is small enough comes back as it is.
 */
export function compactMaps(maps: tf.Tensor4D, layer: number): tf.Tensor4D {
  const [, height, width, channels] = maps.shape;
  const { cells, values } = layer === 0 ? sizes.pixels : sizes.maps;
  const side = Math.max(1, Math.min(cells, Math.floor(Math.sqrt(values / channels))));
  const strides: [number, number] = [Math.ceil(height / side), Math.ceil(width / side)];
  return strides[0] === 1 && strides[1] === 1 ? maps : tf.avgPool(maps, strides, strides, "same");
}

/** compactMaps for a network beside one on pictures; vectors stay whole, since neighbours in a row of theirs have nothing in common. */
export function compactFor({ vectors }: Pick<ImageShape, "vectors">): { readonly compact?: typeof compactMaps } {
  return vectors ? {} : { compact: compactMaps };
}
