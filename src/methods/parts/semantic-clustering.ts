import type { Matrix } from "../../core/matrix";
import type { SavedState } from "../../core/saved-state";
import { type HeadBank, headBank } from "../../nn/encoders/head-bank";
import { semanticClustering as scanLoss } from "../../nn/losses/semantic-clustering";
import { adam } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import type { Run, Training } from "../method";
import type { CodeScale } from "./code-scale";
import { gatherRows } from "./gather-rows";
import { type JointTraining, type JointValues, jointTraining } from "./joint-training";
import type { NeighbourPairs } from "./neighbour-pairs";
import { pacedWork } from "./paced-work";
import { inPasses } from "./phase-steps";
import { agreementWith, predictAll, wholeLoss } from "./scan-heads";
import type { ScanValues } from "./scan-settings";
import { scanViews } from "./scan-views";
import { agreementColumn, mean } from "./stability-look";
import { standardColumns } from "./standard-columns";
import { SteadyNumbers } from "./steady-numbers";
import { hardAssignment } from "./target-distribution";
import { viewAugmentationOf } from "./view-augmentation-settings";
import { type DeepState, encodeAll, encoderVariables, type Workbench } from "./workbench";

/** What the phases of SCAN hand on. The caller disposes its variables. */
export interface ScanParts {
  readonly bank: HeadBank;
  readonly scale: CodeScale;
  readonly neighbours: NeighbourPairs;
  /** Loss of each head over the whole set, as the last look found it; [m] */
  losses: readonly number[];
}

/** Heads as the settings want them, for codes of `codeSize` values. */
export function scanBank(run: Run<ScanValues, DeepState>, codeSize: number, count: number): HeadBank {
  const hidden = run.settings().headWidth;
  return headBank({ count, inputs: codeSize, hidden, outputs: run.clusters }, run.rng.fork("heads"));
}

/** The head of the lowest loss; the first among equals. */
export function bestHead(losses: readonly number[]): number {
  return losses.reduce((best, loss, h) => (loss < losses[best] ? h : best), 0);
}

/**
 * The middle phase of SCAN (Van Gansbeke et al. 2020, sec. 2.2): heads learn to put each picture into the cluster of its neighbours, with
 * clusters kept at one size. Neighbours are found once, among the codes of the pictures as they are. Labels are those of the head that has
 * the lowest loss.
 */
export function semanticClustering(bench: Workbench, run: Run<ScanValues, DeepState>, parts: ScanParts): Training<DeepState> {
  const { network, images, signal } = bench;
  const { encoder, codeSize } = network;
  const { bank, scale, neighbours } = parts;
  const start = run.settings();
  const wholeNetwork = start.scanTrains === "all";
  const steady = new SteadyNumbers();
  /** Of a network that is not trained. */
  let held: Matrix | null = null;

  const codesNow = async () => {
    if (wholeNetwork) return encodeAll(bench);
    held ??= await encodeAll(bench);
    return held;
  };
  const passed = (rows: Int32Array, values: ScanValues): tf.Tensor => {
    if (wholeNetwork) return encoder.apply(images.batch(rows, viewAugmentationOf(values, images.shape), bench.rng), "training");
    if (!held) throw new Error("The codes are taken at the first look.");
    return tf.tensor2d(gatherRows(held, rows), [rows.length, codeSize]);
  };

  const training: JointTraining<ScanValues & JointValues> = {
    title: "Clusters from neighbours",
    variables: { ...bank.variables, ...scale.variables },
    keepsVariables: true,
    trained: wholeNetwork ? encoderVariables(network.variables) : {},
    work: 2 * (bank.work + (wholeNetwork ? encoder.work : 0)),
    normalises: wholeNetwork && network.normalises,
    // The entropy is that of a batch's mean.
    wholeBatches: true,
    encodeAll: codesNow,
    optimizer: (variables) => adam(variables),
    async *begin() {
      const codes = await codesNow();
      scale.set(codes);
      const points = standardColumns(codes);
      yield* pacedWork(signal, (pace) => neighbours.find(points, start.neighbours, { signal, ...pace }));
    },
    async look(codes, values) {
      const predictions = await predictAll(bank, scale, codes, signal);
      const losses: number[] = [];
      for (const p of predictions) losses.push(await wholeLoss(p, neighbours.save(), values.entropyWeight));
      parts.losses = losses;
      const best = bestHead(losses);
      const neighbourOf = (i: number) => neighbours.nearest(i);
      const agreement = agreementWith(neighbourOf, predictions[best]);
      const { confidence, ...found } = steady.renumber({ ...hardAssignment(predictions[best]), centres: null }, run.clusters);
      return {
        ...found,
        confidence,
        facts: {
          bestHead: best + 1,
          lowestHeadLoss: losses[best],
          highestHeadLoss: Math.max(...losses),
          agreement: mean(agreement),
        },
        columns: [agreementColumn(agreement)],
        views: async () => scanViews(confidence, null, agreement, neighbourOf),
      };
    },
    loss(rows, values) {
      const others = neighbours.draw(rows, bench.rng);
      const both = scale.apply(tf.concat([passed(rows, values), passed(others, values)]));
      const [p, q] = tf.split(tf.softmax(bank.apply(both)), 2, 1) as [tf.Tensor3D, tf.Tensor3D];
      const { consistency, entropy } = scanLoss(p, q);
      const total = tf.mean(tf.sub(consistency, tf.mul(entropy, values.entropyWeight))) as tf.Scalar;
      return { total, terms: { consistency: tf.mean(consistency), entropy: tf.mean(entropy) } };
    },
    memory: {
      save: () => ({ ...neighbours.save(), numbers: steady.save() }),
      restore(state) {
        const saved = state as { readonly [key: string]: SavedState };
        neighbours.restore(saved);
        steady.restore(saved.numbers);
      },
    },
  };
  const phase = inPasses(run, ({ scanPasses: passes, lookPasses, batchSize, learningRate }) => ({
    passes,
    lookPasses,
    batchSize,
    learningRate,
  }));
  return jointTraining(bench, phase, training);
}
