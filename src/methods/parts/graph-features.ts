import type { Matrix } from "../../core/matrix";
import { mapImages } from "../../nn/batches";
import { compactMaps } from "../../nn/layers/compact-maps";
import * as tf from "../../nn/tfjs";
import { similarityFeatures } from "./pair-similarity";
import type { Workbench } from "./workbench";

/**
 * What images are compared by, [n, f] of unit length: the encoder's last feature maps, averaged over a coarse grid and laid flat (of a
 * fully connected network its last hidden layer), the codes about their mean, or the pixels.
 */
export async function graphFeatures(bench: Workbench, of: "maps" | "codes" | "pixels", codes: Matrix): Promise<Matrix> {
  const { images, network, signal } = bench;
  const { shape } = images;
  if (of === "codes") return similarityFeatures(codes, "centred");
  if (of === "pixels") return similarityFeatures(await bench.pixelsSeen(), "cosine");
  const body = network.stages.slice(0, -1);
  const flat = (batch: tf.Tensor4D): tf.Tensor => {
    const top = body.reduce<tf.Tensor>((x, stage) => stage.apply(x), batch);
    const maps = top.rank === 4 ? compactMaps(top as tf.Tensor4D, body.length) : top;
    return tf.reshape(maps, [batch.shape[0], -1]);
  };
  const cols = tf.tidy(() => flat(tf.zeros([1, shape.height, shape.width, shape.channels])).size);
  return similarityFeatures(await mapImages(images, flat, cols, network.encoder.work, signal), "cosine");
}
