import { shuffledBatches } from "../../nn/batches";
import { dropout } from "../../nn/corruption";
import type { Autoencoder } from "../../nn/encoders/autoencoder";
import { type Loss, MeanLosses, trainStep } from "../../nn/fit";
import { fusedDense } from "../../nn/layers/fused";
import { reconstructionError } from "../../nn/losses/reconstruction";
import { adam, type Optimizer } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { imagesAtOnce, trainingWork } from "../../nn/turn-work";
import { withoutGradient } from "../../nn/without-gradient";
import { epochEvent, type Figures, type Run, stepEvent, type TrainingEvent } from "../method";
import { augmentationOf } from "./autoencoder-settings";
import { reconstructionView } from "./picture-views";
import { ProvisionalClusters } from "./provisional-clusters";
import type { VariantValues } from "./variant-pretraining";
import { type DeepState, encodeAll, saveBench, type Workbench } from "./workbench";

/** A layer of the encoder with the one of the decoder that undoes it. */
interface LayerPair {
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** Multiply-adds of both for one image. */
  readonly work: number;
  down(x: tf.Tensor2D): tf.Tensor2D;
  up(y: tf.Tensor2D): tf.Tensor2D;
}

/**
 * Trains the layers of a dense autoencoder one after the other, from the pictures on: each with its mirror in the decoder, to restore
 * what the layers below give of a picture from a part of it (a denoising autoencoder in which dropout hits both what goes in and
 * what comes out of the layer; Xie, Girshick and Farhadi 2016, section 3.3.1, equations 9 and 10). The layers below stay as they are.
 */
export async function* stackLayers<V extends VariantValues>(
  bench: Workbench,
  run: Run<V, DeepState>,
): AsyncGenerator<TrainingEvent<DeepState>, void, void> {
  const { images, network, signal } = bench;
  const saved = run.resumeFrom;
  const { layerEpochs, sparsity } = run.settings();
  const pairs = pairsOf(network, sparsity === "activation");
  const provisional = new ProvisionalClusters(run.clusters, run.rng.fork("provisional clusters"), saved);
  let done = saved?.phaseEpoch ?? 0;
  let means: Figures = {};
  let losses = new MeanLosses();
  let optimizer: Optimizer = adam(pairs[Math.min(pairs.length - 1, Math.floor(done / layerEpochs))].variables);
  try {
    // A layer that is about to begin has no past.
    if (saved && done % layerEpochs > 0) optimizer.restore(saved.optimizer);
    const epochs = pairs.length * layerEpochs;
    const epoch = () => {
      const phaseEpoch = done;
      return epochEvent<DeepState>({
        epoch: bench.epoch,
        losses: means,
        facts: { layer: Math.min(pairs.length, Math.floor(Math.max(0, done - 1) / layerEpochs) + 1) },
        snapshot: async () => ({
          ...provisional.snapshot(await encodeAll(bench)),
          views: [await reconstructionView(images, (batch) => network.decoder.apply(network.encoder.apply(batch)))],
        }),
        save: async () => ({
          ...(await saveBench(bench)),
          phase: "layers",
          phaseEpoch,
          optimizer: await optimizer.save(),
          joint: null,
          ...provisional.save(),
        }),
      });
    };
    yield { kind: "phase", phase: "layers", title: "Pretraining layer by layer, clusters are provisional", epochs, done };
    if (!saved) yield epoch();
    while (done < epochs) {
      const values = run.settings();
      const layer = Math.floor(done / layerEpochs);
      const pair = pairs[layer];
      if (done % layerEpochs === 0) {
        optimizer.dispose();
        optimizer = adam(pair.variables);
      }
      const below = pairs.slice(0, layer);
      const atOnce = imagesAtOnce(trainingWork(pair.work) + below.reduce((sum, { work }) => sum + work / 2, 0));
      losses = new MeanLosses();
      for (const indices of shuffledBatches(images.shape.count, values.batchSize, bench.rng)) {
        signal.throwIfAborted();
        const loss = (from: number, to: number): Loss => {
          const batch = images.batch(indices.subarray(from, to), augmentationOf(values), bench.rng);
          const given = withoutGradient(() =>
            below.reduce((x, { down }) => down(x), tf.reshape(batch, [to - from, -1]) as tf.Tensor2D),
          );
          const made = pair.down(dropout(given, values.layerDropout, bench.rng));
          const total = reconstructionError(given, pair.up(dropout(made, values.layerDropout, bench.rng)));
          return { total, terms: { layerReconstruction: total } };
        };
        const rate = values.pretrainLearningRate;
        const step = await trainStep(pair.variables, optimizer, rate, loss, { images: indices.length, atOnce });
        await losses.add(step, indices.length);
        yield stepEvent(indices.length);
      }
      done += 1;
      bench.epoch += 1;
      means = await losses.means();
      yield epoch();
    }
  } finally {
    await losses.settled();
    optimizer.dispose();
  }
}

/** The layers of a dense autoencoder, from the pictures to the code. Activations are those that they have in the whole. */
function pairsOf({ variables }: Autoencoder, sigmoidCode: boolean): LayerPair[] {
  const count = Object.keys(variables).filter((name) => /^encoder\/\d+\/weights$/.test(name)).length;
  return Array.from({ length: count }, (_, l) => {
    const [down, up] = [`encoder/${l}`, `decoder/${count - 1 - l}`];
    const names = [down, up].flatMap((layer) => [`${layer}/weights`, `${layer}/bias`]);
    const own = Object.fromEntries(names.map((name) => [name, variables[name]]));
    const last = l === count - 1;
    const apply = (x: tf.Tensor2D, layer: string, activation: "relu" | "linear") =>
      fusedDense(x, own[`${layer}/weights`], own[`${layer}/bias`], activation);
    return {
      variables: own,
      work: 2 * own[`${down}/weights`].size,
      down(x) {
        const y = apply(x, down, last ? "linear" : "relu");
        return last && sigmoidCode ? tf.sigmoid(y) : y;
      },
      up: (y) => apply(y, up, l === 0 ? "linear" : "relu"),
    };
  });
}
