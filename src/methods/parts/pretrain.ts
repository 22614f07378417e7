import { shuffledBatches } from "../../nn/batches";
import { type Loss, MeanLosses, trainStep } from "../../nn/fit";
import { reconstructionError } from "../../nn/losses/reconstruction";
import { adam } from "../../nn/optimizers";
import { imagesAtOnce, trainingWork } from "../../nn/turn-work";
import { epochEvent, type Run, stepEvent, type TrainingEvent } from "../method";
import { type AutoencoderValues, augmentationOf, pretrainEpochsOf } from "./autoencoder-settings";
import { ProvisionalClusters } from "./provisional-clusters";
import { type DeepState, encodeAll, saveBench, type Workbench } from "./workbench";

/**
 * Trains the autoencoder to redraw its pictures, by the mean squared error and Adam. With augmentation the moved picture is
 * both what goes in and what must come out (Guo et al. 2018). A run that resumes in a later phase passes through at once.
 */
export async function* pretrain(
  bench: Workbench,
  run: Run<AutoencoderValues, DeepState>,
): AsyncGenerator<TrainingEvent<DeepState>, void, void> {
  const saved = run.resumeFrom;
  if (saved && saved.phase !== "pretrain") return;
  const { network, images, signal } = bench;
  const atOnce = imagesAtOnce(trainingWork(network.encoder.work + network.decoder.work));
  const optimizer = adam(network.variables);
  const provisional = new ProvisionalClusters(run.clusters, run.rng.fork("provisional clusters"));
  let losses = new MeanLosses();
  try {
    if (saved) optimizer.restore(saved.optimizer);
    let done = saved?.phaseEpoch ?? 0;
    const epochsWanted = () => pretrainEpochsOf(run.settings(), images.shape.count);
    const save = async (): Promise<DeepState> => ({
      ...(await saveBench(bench)),
      phase: "pretrain",
      phaseEpoch: done,
      optimizer: await optimizer.save(),
      clustering: null,
    });
    const epoch = (means: Record<string, number>) =>
      epochEvent<DeepState>({
        epoch: bench.epoch,
        losses: means,
        snapshot: async () => provisional.snapshot(await encodeAll(bench)),
        save,
      });

    yield { kind: "phase", phase: "pretrain", title: "Pretraining, clusters are provisional", epochs: epochsWanted(), done };
    if (!saved) yield epoch({});
    while (done < epochsWanted()) {
      const values = run.settings();
      losses = new MeanLosses();
      for (const indices of shuffledBatches(images.shape.count, values.batchSize, bench.rng)) {
        signal.throwIfAborted();
        const loss = (from: number, to: number): Loss => {
          const batch = images.batch(indices.subarray(from, to), augmentationOf(values), bench.rng);
          const total = reconstructionError(batch, network.decoder.apply(network.encoder.apply(batch)));
          return { total, terms: { reconstruction: total } };
        };
        const size = { images: indices.length, atOnce };
        const step = await trainStep(network.variables, optimizer, values.pretrainLearningRate, loss, size);
        await losses.add(step, indices.length);
        yield stepEvent(indices.length);
      }
      done += 1;
      bench.epoch += 1;
      yield epoch(await losses.means());
    }
  } finally {
    await losses.settled();
    optimizer.dispose();
  }
}
