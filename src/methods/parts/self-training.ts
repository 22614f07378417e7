import type { ValuesOf } from "../../core/hyperparameters";
import type { Matrix } from "../../core/matrix";
import type { Outcome } from "../../core/saved-state";
import { shuffledBatches } from "../../nn/batches";
import { type Loss, MeanLosses, trainStep } from "../../nn/fit";
import { logSoftAssignment } from "../../nn/kernels/log-soft-assignment";
import { softAssignment } from "../../nn/layers/soft-assignment";
import { klDivergence } from "../../nn/losses/kl";
import { reconstructionError } from "../../nn/losses/reconstruction";
import { adam, sgd } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { imagesAtOnce, trainingWork } from "../../nn/turn-work";
import { createVariable, readValues, restoreVariables, saveVariables } from "../../nn/variables";
import { epochEvent, type Run, stepEvent, type Training } from "../method";
import { type AutoencoderValues, augmentationOf } from "./autoencoder-settings";
import type { selfTrainingHyperparameters } from "./self-training-settings";
import { kmeansSteps } from "./start-centres";
import { changedShare, hardAssignment, targetDistribution } from "./target-distribution";
import { type DeepState, encodeAll, saveBench, snapshotOf, type Workbench } from "./workbench";

export type SelfTrainingValues = ValuesOf<typeof selfTrainingHyperparameters> & AutoencoderValues;

/** The weights of the two losses; a reconstruction weight of 0 drops the decoder, as DEC does. */
export interface LossWeights {
  readonly clustering: number;
  readonly reconstruction: number;
}

/**
 * The second phase of DEC and IDEC: centres from k-means on the codes, then KL(P‖Q) between the soft assignment of a batch
 * and a target that is renewed over the whole set every `updateInterval` steps, until fewer than `tolerance` of the labels
 * change. Augmentation moves what goes in; targets come from the pictures as they are (Guo et al. 2018).
 */
export async function* selfTraining<V extends SelfTrainingValues>(
  bench: Workbench,
  run: Run<V, DeepState>,
  weightsOf: (values: V) => LossWeights,
): Training<DeepState> {
  const { network, images, signal } = bench;
  const saved = run.resumeFrom?.phase === "cluster" ? run.resumeFrom : undefined;
  const start = run.settings();
  const decodes = weightsOf(start).reconstruction > 0;
  const atOnce = imagesAtOnce(trainingWork(network.encoder.work + (decodes ? network.decoder.work : 0)));
  const shape = [run.clusters, network.codeSize];
  yield { kind: "phase", phase: "cluster", title: "Clustering", epochs: roundsOf(start), done: saved ? saved.phaseEpoch + 1 : 0 };

  let first: Matrix | null = null;
  if (!saved) {
    const found = yield* kmeansSteps(await encodeAll(bench), {
      clusters: run.clusters,
      restarts: start.restarts,
      rng: bench.rng.fork("start centres"),
      signal,
    });
    first = found.centres;
  }
  const centres = createVariable(first?.data ?? new Float32Array(run.clusters * network.codeSize), shape);
  const trained = { ...(decodes ? network.variables : encoderOnly(network.variables)), centres };
  const optimizer = start.optimizer === "sgd" ? sgd(trained, { momentum: start.momentum }) : adam(trained);
  let losses = new MeanLosses();
  try {
    if (saved?.clustering) {
      restoreVariables({ centres }, saved.clustering.centres);
      optimizer.restore(saved.optimizer);
    }
    let iteration = saved?.clustering?.iteration ?? 0;
    let round = saved?.phaseEpoch ?? 0;
    let before: Int32Array | null = saved?.clustering?.labels ?? null;
    let justResumed = saved !== undefined;
    for (;;) {
      const values = run.settings();
      const codes = await encodeAll(bench);
      const centreValues = { data: await readValues(centres), rows: run.clusters, cols: network.codeSize };
      const q = softAssignment(codes, centreValues, values.alpha);
      const { labels, confidence } = hardAssignment(q);
      const changed = justResumed ? (saved?.clustering?.changed ?? null) : before ? changedShare(before, labels) : null;
      if (!justResumed) {
        bench.epoch += 1;
        const snapshot = snapshotOf(codes, labels, confidence, centreValues);
        yield epochEvent<DeepState>({
          epoch: bench.epoch,
          losses: await losses.means(),
          facts: { ...(changed === null ? {} : { changed }), confidence: mean(confidence) },
          snapshot: () => Promise.resolve(snapshot),
          save: async () => ({
            ...(await saveBench(bench)),
            phase: "cluster",
            phaseEpoch: round,
            optimizer: await optimizer.save(),
            clustering: { centres: await saveVariables({ centres }), labels, changed, iteration },
          }),
        });
      }
      justResumed = false;
      before = labels;

      const { tolerance, maxIterations, updateInterval } = run.settings();
      if (changed !== null && changed < tolerance) {
        return end(codes, labels, confidence, centreValues, settled(tolerance));
      }
      if (iteration >= maxIterations) return end(codes, labels, confidence, centreValues, `All ${maxIterations} steps are done.`);

      const target = targetDistribution(q);
      losses = new MeanLosses();
      const steps = Math.min(updateInterval, maxIterations - iteration);
      for (const indices of takeBatches(steps, images.shape.count, values.batchSize, () => bench.rng)) {
        signal.throwIfAborted();
        const live = run.settings();
        const weights = weightsOf(live);
        const loss = (from: number, to: number): Loss => {
          const rows = indices.subarray(from, to);
          const batch = images.batch(rows, augmentationOf(live), bench.rng);
          const p = tf.tensor2d(gatherRows(target, rows), [rows.length, run.clusters]);
          const z = network.encoder.apply(batch);
          const kl = klDivergence(p, logSoftAssignment(z as tf.Tensor2D, centres as unknown as tf.Tensor2D, live.alpha));
          const clustering = tf.mul(kl, weights.clustering) as tf.Scalar;
          if (!decodes) return { total: clustering, terms: { clustering: kl } };
          const reconstruction = reconstructionError(batch, network.decoder.apply(z));
          const total = tf.add(clustering, tf.mul(reconstruction, weights.reconstruction)) as tf.Scalar;
          return { total, terms: { clustering: kl, reconstruction } };
        };
        const step = await trainStep(trained, optimizer, live.learningRate, loss, { images: indices.length, atOnce });
        await losses.add(step, indices.length);
        iteration += 1;
        yield stepEvent(indices.length);
      }
      round += 1;
    }
  } finally {
    await losses.settled();
    optimizer.dispose();
    centres.dispose();
  }
}

function end(codes: Matrix, labels: Int32Array, confidence: Float32Array, centres: Matrix, reason: string): Outcome {
  return { ...snapshotOf(codes, labels, confidence, centres), reason };
}

function settled(tolerance: number): string {
  return `Settled: fewer than ${Number((tolerance * 100).toPrecision(2))} % of the images changed cluster since the last update.`;
}

function roundsOf({ maxIterations, updateInterval }: SelfTrainingValues): number {
  return Math.ceil(maxIterations / updateInterval) + 1;
}

/** `count` batches, from as many shuffled passes over the images as that takes. */
function* takeBatches(
  count: number,
  images: number,
  size: number,
  rng: () => Parameters<typeof shuffledBatches>[2],
): Generator<Int32Array> {
  let left = count;
  while (left > 0) {
    const batches = shuffledBatches(images, size, rng()).slice(0, left);
    yield* batches;
    left -= batches.length;
  }
}

/** Rows `indices` of `m`, copied one after the other. */
function gatherRows(m: Matrix, indices: Int32Array): Float32Array {
  const out = new Float32Array(indices.length * m.cols);
  for (let i = 0; i < indices.length; i++) out.set(m.data.subarray(indices[i] * m.cols, (indices[i] + 1) * m.cols), i * m.cols);
  return out;
}

function encoderOnly(variables: Readonly<Record<string, tf.Variable>>): Record<string, tf.Variable> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => name.startsWith("encoder/")));
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}
