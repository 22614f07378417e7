import { type Matrix, matrix } from "../../core/matrix";
import type * as tf from "../../nn/tfjs";
import { giveUpThread } from "../../nn/turn-work";
import { readValues } from "../../nn/variables";
import type { Look } from "./joint-training";
import { separationOf } from "./kmeans-separation";
import { rangesOf } from "./kmeans-turns";
import { decodedCentresView, reconstructionView } from "./picture-views";
import { squaredDistanceAt } from "./squared-distance";
import type { Workbench } from "./workbench";

/**
 * What a method of hard clusters sees in `codes` [n, d]: each picture in the cluster of its nearest centre [k, d], sure of it by how much
 * farther the next one is; and, for the page, reconstructions and decoded centres.
 */
export async function lookAtCentres(bench: Workbench, codes: Matrix, centres: tf.Tensor): Promise<Look> {
  const { network, images, signal } = bench;
  const [k, d] = centres.shape;
  const values = matrix(await readValues(centres), k, d);
  const labels = new Int32Array(codes.rows);
  for (const [from, to] of rangesOf(codes.rows, k * d)) {
    for (let i = from; i < to; i++) labels[i] = nearest(codes, i, values);
    if (to < codes.rows) await giveUpThread();
    signal.throwIfAborted();
  }
  const parts = separationOf(codes, values, labels);
  for (;;) {
    const part = parts.next();
    if (part.done) {
      return {
        labels,
        confidence: part.value.confidence,
        centres: values,
        views: async () => [
          await reconstructionView(images, (batch) => network.decoder.apply(network.encoder.apply(batch))),
          await decodedCentresView(values, network.decoder, images),
        ],
      };
    }
    await giveUpThread();
    signal.throwIfAborted();
  }
}

/** The nearest centre of code i, the lowest index among equals. */
function nearest({ data, cols }: Matrix, i: number, centres: Matrix): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let j = 0; j < centres.rows; j++) {
    const distance = squaredDistanceAt(data, i * cols, centres.data, j * cols, cols);
    if (distance >= least) continue;
    least = distance;
    best = j;
  }
  return best;
}
