import { matrix } from "../../core/matrix";
import type { SavedState } from "../../core/saved-state";
import type { HeadBank } from "../../nn/encoders/head-bank";
import { logSoftmaxRows } from "../../nn/kernels/log-softmax-rows";
import { weightedCrossEntropy } from "../../nn/losses/weighted-cross-entropy";
import { adam } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { type Run, stepEvent, type Training } from "../method";
import { augmentationOf } from "./autoencoder-settings";
import { correctionLook } from "./batch-correction";
import type { BatchCorrector } from "./batch-corrector";
import type { CodeScale } from "./code-scale";
import { confidentTargets, surestShare, type Targets } from "./confident-targets";
import { type JointTraining, type JointValues, jointTraining } from "./joint-training";
import type { NeighbourPairs } from "./neighbour-pairs";
import { inPasses } from "./phase-steps";
import { agreementWith, predictAll } from "./scan-heads";
import type { ScanValues } from "./scan-settings";
import { scanViews } from "./scan-views";
import { SetCorrector } from "./set-corrector";
import { agreementColumn, mean } from "./stability-look";
import { moreMoves } from "./stronger-moves";
import { hardAssignment } from "./target-distribution";
import { viewAugmentationOf } from "./view-augmentation-settings";
import { type DeepState, encodeAll, encoderVariables, type Workbench } from "./workbench";

/** The phase's name in saved states. */
export const selfLabellingPhase = "label";

export interface SelfLabellingParts {
  /** One head, which `start` fills. */
  readonly head: HeadBank;
  readonly scale: CodeScale;
  readonly neighbours: NeighbourPairs;
  /** Of predictions, before they become targets; the caller disposes its variables, as those of the head. */
  readonly corrector: BatchCorrector;
  /** Gives the head its start; not called by a run that resumes here. */
  start(): void;
}

/**
 * The last phase of SCAN (Van Gansbeke et al. 2020, sec. 2.3): what the network is sure of in a picture as it is becomes a label that it has
 * to find again in the moved picture. Classes count alike; a batch without a confident picture is skipped.
 */
export function selfLabelling(
  bench: Workbench,
  run: Run<ScanValues, DeepState>,
  { head, scale, neighbours, corrector, start }: SelfLabellingParts,
): Training<DeepState> {
  const { network, images, signal } = bench;
  const { encoder } = network;
  const k = run.clusters;
  const setCorrector = new SetCorrector();
  let thresholds: Float32Array = new Float32Array(k);
  let batch: Targets | null = null;

  const logitsOf = (pictures: tf.Tensor4D, mode: "training" | "inference") =>
    tf.squeeze(head.apply(scale.apply(encoder.apply(pictures, mode))), [0]) as tf.Tensor2D;

  const training: JointTraining<ScanValues & JointValues> = {
    phase: selfLabellingPhase,
    title: "Learning from confident labels",
    variables: { ...head.variables, ...scale.variables, ...corrector.variables },
    keepsVariables: true,
    trained: encoderVariables(network.variables),
    work: encoder.work + head.work,
    normalises: network.normalises,
    // Weights are those of the whole batch.
    wholeBatches: true,
    encodeAll: () => encodeAll(bench),
    optimizer: (variables) => adam(variables),
    async *begin() {
      start();
      yield stepEvent(0);
    },
    async look(codes, values) {
      const [p] = await predictAll(head, scale, codes, signal);
      const assigned = hardAssignment(p);
      const { labelChoice, labelShare, labelThreshold } = values;
      thresholds = labelChoice === "share" ? surestShare(assigned, k, labelShare) : new Float32Array(k).fill(labelThreshold);
      const neighbourOf = (i: number) => neighbours.nearest(i);
      const agreement = agreementWith(neighbourOf, p);
      const sure = assigned.labels.reduce((sum, label, i) => sum + (assigned.confidence[i] > thresholds[label] ? 1 : 0), 0);
      const found = thresholds;
      const shown = await correctionLook(setCorrector, p, values, signal);
      return {
        ...hardAssignment(shown.reported),
        centres: null,
        facts: { confident: sure / assigned.labels.length, agreement: mean(agreement), ...shown.facts },
        columns: [agreementColumn(agreement), ...shown.columns],
        views: async () => [...scanViews(assigned.confidence, found, agreement, neighbourOf), ...shown.views],
      };
    },
    async prepare(rows, values) {
      const move = values.labelView === "moved" ? augmentationOf(values) : null;
      // Here, and only here, predictions become targets: [b, k + 1], the last column the images' weights.
      const made = tf.tidy(() => {
        const p = tf.softmax(logitsOf(images.batch(rows, move, bench.rng), "inference"));
        const { q, weights } = corrector.correct(p, values);
        return tf.concat([q, tf.reshape(weights ?? tf.ones([rows.length]), [rows.length, 1])], 1);
      });
      const data = await made.data();
      made.dispose();
      const column = (of: (i: number) => number, cols: number) =>
        Float32Array.from({ length: rows.length * cols }, (_, at) => data[of(at)]);
      const predictions = matrix(
        column((at) => Math.floor(at / k) * (k + 1) + (at % k), k),
        rows.length,
        k,
      );
      batch = confidentTargets(
        predictions,
        thresholds,
        column((i) => i * (k + 1) + k, 1),
      );
      return batch.confident > 0;
    },
    loss(rows, values) {
      if (!batch) throw new Error("Targets are made before the step.");
      const moves = moreMoves(viewAugmentationOf(values, images.shape), values.strength);
      const logP = logSoftmaxRows(logitsOf(images.batch(rows, moves, bench.rng), "training"));
      const targets = tf.tensor2d(batch.targets.data, [rows.length, k]);
      const total = weightedCrossEntropy(targets, tf.tensor1d(batch.weights), logP);
      return { total, terms: { selfLabels: total } };
    },
    memory: {
      save: () => ({ ...neighbours.save(), correction: setCorrector.save() }),
      restore(state) {
        const saved = state as { readonly [key: string]: SavedState };
        neighbours.restore(saved);
        setCorrector.restore(saved.correction);
      },
    },
  };
  const phase = inPasses(run, ({ labelPasses: passes, lookPasses, labelBatchSize, labelLearningRate }) => ({
    passes,
    lookPasses,
    batchSize: labelBatchSize,
    learningRate: labelLearningRate,
  }));
  return jointTraining(bench, phase, training);
}
