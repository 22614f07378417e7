import { type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import type { Coder } from "../../nn/encoders/coder";
import type { ResidentImages } from "../../nn/resident-images";
import * as tf from "../../nn/tfjs";
import { giveUpThread, imagesAtOnce } from "../../nn/turn-work";

/** Images of one block at most. */
const largestBlock = 512;
/** Bytes that the layers of a whole set may take; beyond that they are computed again wherever they are asked for. */
const mostBytes = 512 * 2 ** 20;

/** Every layer of an encoder for every image, cut off from the gradient: what a graph tower takes in. */
export interface EncodedLayers {
  /** [n, d]: the last layer, on the host. */
  readonly codes: Matrix;
  /** Layer `layer` of the images at `nodes` (in any order), 0 being their pixels: [nodes, sizes[layer]]. A tensor of its own. */
  rows(layer: number, nodes: Int32Array): tf.Tensor2D;
  dispose(): void;
}

export interface LayeredEncoder {
  readonly images: ResidentImages;
  /** The encoder, layer by layer. */
  readonly stages: readonly Coder[];
  /** Makes fewer values of a layer's maps [b, h, w, c], for the tower alone, layer 0 being the pixels; they are taken whole unless given. */
  readonly compact?: (maps: tf.Tensor4D, layer: number) => tf.Tensor;
  /** Unused by what reads images as they are; the images ask for one. */
  readonly rng: Rng;
  readonly signal: AbortSignal;
}

/** Columns of the pixels and of each layer, maps laid flat: [h·w·c, H_1, …, H_L]. */
export function layerSizes({ images, stages, compact }: Pick<LayeredEncoder, "images" | "stages" | "compact">): number[] {
  const { height, width, channels } = images.shape;
  return tf.tidy(() => {
    let x: tf.Tensor = tf.zeros([1, height, width, channels]);
    return [
      compacted(x, 0, compact).size,
      ...stages.map((stage, i) => {
        x = stage.apply(x);
        return compacted(x, i + 1, compact).size;
      }),
    ];
  });
}

/**
 * Encodes all images as they are and keeps every layer on the device where they take at most `room` bytes (112 MB for 9,298 images and
 * 500-500-2000-10); otherwise rows are encoded anew each time. Gives up the thread between blocks. The caller disposes it.
 */
export async function encodeLayers(encoder: LayeredEncoder, room = mostBytes): Promise<EncodedLayers> {
  const { images, stages, signal } = encoder;
  const { count } = images.shape;
  const sizes = layerSizes(encoder);
  const width = sizes[sizes.length - 1];
  const keeps = 4 * count * sizes.slice(1).reduce((sum, size) => sum + size, 0) <= room;
  const work = stages.reduce((sum, stage) => sum + stage.work, 0);
  const size = Math.min(largestBlock, imagesAtOnce(work));
  const codes = new Float32Array(count * width);
  const blocks: tf.Tensor2D[][] = stages.map(() => []);
  let layers: tf.Tensor2D[] = [];
  try {
    for (let from = 0; from < count; from += size) {
      if (from > 0) await giveUpThread();
      signal.throwIfAborted();
      const to = Math.min(count, from + size);
      const made = tf.tidy(() => passed(images.range(from, to), stages, "inference", encoder.compact).slice(keeps ? 0 : -1));
      for (const [l, block] of made.entries()) (keeps ? blocks[l] : blocks[stages.length - 1]).push(block);
      codes.set(await made[made.length - 1].data(), from * width);
      if (!keeps) tf.dispose(blocks[stages.length - 1].splice(0));
    }
    if (keeps) {
      for (const list of blocks) {
        layers.push(tf.concat(list));
        tf.dispose(list.splice(0));
      }
    }
  } catch (error) {
    tf.dispose([blocks, layers]);
    throw error;
  }
  return {
    codes: matrix(codes, count, width),
    rows(layer, nodes) {
      return tf.tidy(() => {
        const kept = layers[layer - 1];
        if (kept) return rowsAt(kept, nodes);
        const pixels = images.batch(nodes, null, encoder.rng);
        if (layer > 0) return passed(pixels, stages.slice(0, layer), "inference", encoder.compact)[layer - 1];
        return tf.reshape(compacted(pixels, 0, encoder.compact), [nodes.length, sizes[0]]);
      });
    },
    dispose() {
      tf.dispose(layers);
      layers = [];
    },
  };
}

/** What each of `stages` makes of a batch, laid flat: [b, H_l]. Differentiable. */
export function passed(
  batch: tf.Tensor,
  stages: readonly Coder[],
  mode?: "training" | "inference",
  compact?: LayeredEncoder["compact"],
): tf.Tensor2D[] {
  const rows = batch.shape[0] ?? 0;
  let x = batch;
  return stages.map((stage, i) => {
    x = stage.apply(x, mode);
    const taken = compacted(x, i + 1, compact);
    return tf.reshape(taken, [rows, taken.size / Math.max(1, rows)]);
  });
}

function compacted(x: tf.Tensor, layer: number, compact: LayeredEncoder["compact"]): tf.Tensor {
  return compact && x.rank === 4 ? compact(x as tf.Tensor4D, layer) : x;
}

/** Rows of x; those that follow one another are cut out as a whole. */
function rowsAt(x: tf.Tensor2D, nodes: Int32Array): tf.Tensor2D {
  const follow = nodes.every((node, i) => node === nodes[0] + i);
  if (follow && nodes.length > 0) return tf.slice(x, [nodes[0], 0], [nodes.length, x.shape[1]]);
  return tf.gather(x, tf.tensor1d(nodes.slice(), "int32"));
}
