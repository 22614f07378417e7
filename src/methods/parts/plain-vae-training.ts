import type { LiveView } from "../../core/live-view";
import type { Matrix } from "../../core/matrix";
import { Rng, type RngState } from "../../core/rng";
import { drawNoise } from "../../nn/encoders/variational";
import type { Loss } from "../../nn/fit";
import { sampleCodes, standardNormalKl } from "../../nn/losses/mixture-elbo";
import { adam } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import type { Run } from "../method";
import { activeUnits } from "./active-units";
import { augmentationOf } from "./autoencoder-settings";
import type { JointTraining } from "./joint-training";
import { runKMeans } from "./kmeans";
import { priorSamplesView } from "./prior-samples";
import { VaeCalendar, type VaeTrainingValues } from "./vade-settings";
import { pixelsOf, redrawingError, type VaeValues } from "./vae-settings";
import { type VaeBench, vaeViews } from "./vae-workbench";
import { type DeepState, encodeAll } from "./workbench";

/** Reconstructions, what the decoder draws for `centres` [k, d], and what it draws for codes from the prior. */
export async function plainVaeViews<V extends VaeValues>(
  bench: VaeBench,
  run: Run<V, DeepState>,
  centres: Matrix,
): Promise<LiveView[]> {
  const { network, images } = bench;
  const values = run.settings();
  const drawing = (drawn: tf.Tensor2D) => pixelsOf(network.decoder.apply(drawn), values);
  return [...(await vaeViews(bench, centres, values)), await priorSamplesView(drawing, network.codeSize, images, run.rng)];
}

type Memory = { readonly noise: RngState; readonly centres: Matrix | null };

export type PlainVaeValues = VaeValues & VaeTrainingValues & { readonly beta: number };

/**
 * A variational autoencoder with one standard normal for a prior (Kingma and Welling 2014), which knows nothing of clusters: those of
 * a look are a quick k-means of the mean codes, from where the last look left it.
 */
export function plainVaeTraining<V extends PlainVaeValues>(bench: VaeBench, run: Run<V, DeepState>): JointTraining<V> {
  const { network, images } = bench;
  const calendar = new VaeCalendar(images.shape.count, run.settings().batchSize);
  let noise = run.rng.fork("code noise");
  let centres: Matrix | null = null;
  let iteration = 0;
  return {
    phase: "train",
    title: "Training the network, clusters are provisional",
    variables: {},
    trained: network.variables,
    work: network.encodingWork + network.decoder.work,
    normalises: network.normalises,
    encodeAll: () => encodeAll(bench),
    optimizer: (variables) => adam(variables),
    learningRate(values, step) {
      // Asked before every step, which is how the loss knows where it is.
      iteration = step;
      return calendar.learningRate(values, step);
    },
    async *begin() {},
    async look(codes) {
      const rng = run.rng.fork("provisional clusters");
      const from = centres ? { start: centres } : {};
      const found = runKMeans(codes, { clusters: run.clusters, rng, restarts: 1, maxIterations: 20, ...from });
      centres = found.centres;
      return {
        labels: found.labels,
        confidence: found.confidence,
        centres: found.centres,
        facts: { activeUnits: activeUnits(codes) },
        views: () => plainVaeViews(bench, run, found.centres),
      };
    },
    loss(rows, values): Loss {
      const batch = images.batch(rows, augmentationOf(values), bench.rng);
      const posterior = network.encode(batch, "training");
      const z = sampleCodes(posterior, drawNoise(rows.length, network.codeSize, noise));
      const reconstruction = redrawingError(batch, network.decoder.apply(z, "training"), values);
      const kl = standardNormalKl(posterior);
      const pull = tf.mul(kl, values.beta * calendar.priorWeight(values, iteration));
      const total = tf.add(tf.mul(reconstruction, values.reconstructionWeight), pull) as tf.Scalar;
      const elbo = tf.neg(tf.add(reconstruction, kl)) as tf.Scalar;
      return { total, terms: { reconstruction, kl, elbo } };
    },
    memory: {
      save: () => ({ noise: noise.state(), centres: centres && { ...centres } }) satisfies Memory,
      restore(state) {
        const memory = state as Memory;
        noise = Rng.fromState(memory.noise);
        centres = memory.centres;
      },
    },
  };
}
