import type { Values } from "../../core/hyperparameters";
import type { LiveView } from "../../core/live-view";
import type { Matrix } from "../../core/matrix";
import { Rng, type RngState } from "../../core/rng";
import type { Augmentation } from "../../nn/augment";
import { shuffledBatches } from "../../nn/batches";
import { type Loss, MeanLosses, trainStep } from "../../nn/fit";
import { reconstructionError } from "../../nn/losses/reconstruction";
import { adam, type Optimizer } from "../../nn/optimizers";
import type * as tf from "../../nn/tfjs";
import { imagesTogether, trainingWork } from "../../nn/turn-work";
import { restoreVariables, type SavedTensors, saveVariables } from "../../nn/variables";
import { epochEvent, type Figures, type Run, stepEvent, type TrainingEvent } from "../method";
import {
  type AutoencoderValues,
  augmentationOf,
  autoencoderKey,
  pretrainEpochsOf,
  pretrainingValues,
} from "./autoencoder-settings";
import { reconstructionView } from "./picture-views";
import { ProvisionalClusters } from "./provisional-clusters";
import { type DeepState, encodeAll, everyVariable, type Network, saveBench, type Workbench } from "./workbench";

/** The settings that every pretraining has. */
export type PretrainingValues = Pick<AutoencoderValues, "batchSize" | "pretrainEpochs" | "pretrainLearningRate"> &
  Pick<AutoencoderValues, "rotation" | "shift" | "zoom">;

/** How a network is trained before anything is clustered. */
export interface Pretraining<V> {
  /** "pretrain" unless given; the title belongs to it. A second pretraining has a name of its own. */
  readonly phase?: { readonly phase: string; readonly title: string };
  /** What is trained beside the network, such as a head. Kept and saved with it under these names; the caller disposes them. */
  readonly variables?: Readonly<Record<string, tf.Variable>>;
  /** Passes over all `images` pictures: those of `pretrainEpochs` unless given. */
  epochs?(values: V, images: number): number;
  /** Multiply-adds of a forward pass for one image. */
  readonly work: number;
  /** The network has batch normalisation. */
  readonly normalises: boolean;
  /** The loss compares the images of a batch with each other, so that a batch must not be taken in parts. */
  readonly wholeBatches?: boolean;
  /**
   * Mean over the images of `batch` [b, h, w, c], which have been moved at random; called within tidy. A loss that wants another view
   * of them draws it by their numbers `rows`.
   */
  loss(batch: tf.Tensor4D, values: V, rows: Int32Array): Loss;
  /** Codes of all images as they are: [n, d]. */
  encodeAll(): Promise<Matrix>;
  views?(): Promise<readonly LiveView[]>;
  /** How the pictures of a batch are moved: as the settings of every autoencoder say, unless given. */
  moves?(values: V): Augmentation;
  /** Adam unless given. */
  optimizer?(variables: Readonly<Record<string, tf.Variable>>): Optimizer;
  /** `pretrainLearningRate` unless given; of update `iteration` (from 0) of `iterations`. */
  learningRate?(values: V, iteration: number, iterations: number): number;
  /** Further facts of the epoch that ended. */
  facts?(): Promise<Figures>;
  /**
   * Every setting that the trained network depends on, with a name for the kind of training, for the work cache; the number of
   * epochs, the seed and the images are added. Null where it is not to be kept.
   */
  key(values: V): Values | null;
}

/** A network that was trained in an earlier run, and the stream of random numbers behind it: a run that takes it up goes on as that one did. */
type Kept = { readonly network: SavedTensors; readonly rng: RngState; readonly losses: Figures };

/**
 * Trains the autoencoder to redraw its pictures, by the mean squared error and Adam. With augmentation the moved picture is
 * both what goes in and what must come out (Guo et al. 2018). A run that resumes in a later phase passes through at once.
 */
export function pretrain(
  bench: Workbench,
  run: Run<AutoencoderValues, DeepState>,
): AsyncGenerator<TrainingEvent<DeepState>, void, void> {
  const { encoder, decoder, normalises } = bench.network;
  return pretrainNetwork(bench, run, {
    work: encoder.work + decoder.work,
    normalises,
    loss(batch) {
      const total = reconstructionError(batch, decoder.apply(encoder.apply(batch, "training"), "training"));
      return { total, terms: { reconstruction: total } };
    },
    encodeAll: () => encodeAll(bench),
    views: async () => [await reconstructionView(bench.images, (batch) => decoder.apply(encoder.apply(batch)))],
    key: autoencoderKey,
  });
}

/** Trains any network on all pictures, before there are clusters; what the map shows meanwhile is provisional. */
export async function* pretrainNetwork<V extends PretrainingValues, N extends Network>(
  bench: Workbench<N>,
  run: Run<V, DeepState>,
  training: Pretraining<V>,
): AsyncGenerator<TrainingEvent<DeepState>, void, void> {
  const saved = run.resumeFrom;
  const named = training.phase ?? { phase: "pretrain", title: "Pretraining, clusters are provisional" };
  if (saved && saved.phase !== named.phase) return;
  const { network, images, signal } = bench;
  const beside = training.variables ?? {};
  const every = { ...everyVariable(network), ...beside };
  const trained = { ...network.variables, ...beside };
  const work = trainingWork(training.work);
  const atOnce = imagesTogether(work, training);
  const optimizer = training.optimizer?.(trained) ?? adam(trained);
  const provisional = new ProvisionalClusters(run.clusters, run.rng.fork("provisional clusters"), saved);
  let losses = new MeanLosses();
  try {
    if (saved) {
      restoreVariables(beside, saved.network);
      optimizer.restore(saved.optimizer);
    }
    let done = saved?.phaseEpoch ?? 0;
    let means: Figures = {};
    const valuesNow = () => (training.epochs ? run.settings() : pretrainingValues(run.settings(), images.shape));
    const epochsWanted = () => (training.epochs ?? pretrainEpochsOf)(valuesNow(), images.shape.count);
    const saveAll = async () => ({ ...(await saveBench(bench)), network: await saveVariables(every) });
    const epoch = async (uncounted?: true) =>
      epochEvent<DeepState>({
        epoch: bench.epoch,
        ...(uncounted ? { uncounted } : {}),
        phaseEpochs: epochsWanted(),
        losses: means,
        ...(training.facts ? { facts: await training.facts() } : {}),
        snapshot: async () => ({
          ...provisional.snapshot(await training.encodeAll()),
          ...(training.views ? { views: await training.views() } : {}),
        }),
        save: async () => ({
          ...(await saveAll()),
          phase: named.phase,
          phaseEpoch: done,
          optimizer: await optimizer.save(),
          joint: null,
          ...provisional.save(),
        }),
      });

    const phase = { kind: "phase", ...named } as const;
    // Settings may be changed on the way: only what one set of them made from the start is kept.
    const keyNow = () => keyOf(run, training.key(valuesNow()), epochsWanted());
    let key = saved ? null : keyNow();
    const kept = key === null ? undefined : ((await run.workCache?.find(key)) as Kept | undefined);
    if (kept) {
      restoreVariables(every, kept.network);
      bench.rng = Rng.fromState(kept.rng);
      means = kept.losses;
      done = epochsWanted();
      bench.epoch += done;
      yield { ...phase, epochs: done, done };
      yield {
        kind: "notice",
        level: "info",
        message: "An earlier run pretrained the same network from the same seed: taken from there.",
      };
      yield await epoch(true);
      return;
    }

    yield { ...phase, epochs: epochsWanted(), done };
    if (!saved) {
      const { batchSize } = valuesNow();
      if (batchSize < run.settings().batchSize) {
        const message = `Pretraining takes these pictures in batches of ${batchSize}: no fewer steps, in fewer passes. With a length of your own it takes the batch size that is set.`;
        yield { kind: "notice", level: "info", message };
      }
      yield await epoch(true);
    }
    while (done < epochsWanted()) {
      const values = valuesNow();
      if (key !== keyNow()) key = null;
      const updates = Math.ceil(images.shape.count / values.batchSize) * epochsWanted();
      losses = new MeanLosses();
      for (const indices of shuffledBatches(images.shape.count, values.batchSize, bench.rng, training.wholeBatches)) {
        signal.throwIfAborted();
        const loss = (from: number, to: number): Loss => {
          const rows = indices.subarray(from, to);
          const moves = training.moves?.(values) ?? augmentationOf(values);
          return training.loss(images.batch(rows, moves, bench.rng), values, rows);
        };
        const rate = training.learningRate?.(values, optimizer.iteration, updates) ?? values.pretrainLearningRate;
        const step = await trainStep(trained, optimizer, rate, loss, { images: indices.length, atOnce });
        await losses.add(step, indices.length);
        yield stepEvent(indices.length);
      }
      done += 1;
      bench.epoch += 1;
      means = await losses.means();
      yield await epoch();
    }
    if (key !== null && key === keyNow()) {
      const { network, rng } = await saveAll();
      await run.workCache?.keep(key, { network, rng, losses: means } satisfies Kept);
    }
  } finally {
    await losses.settled();
    optimizer.dispose();
  }
}

function keyOf<V>(run: Run<V, DeepState>, settings: Values | null, epochs: number): string | null {
  return settings && JSON.stringify(["pretrained", settings, epochs, run.rng.state()]);
}
