import type { ValuesOf } from "../../core/hyperparameters";
import type { Matrix } from "../../core/matrix";
import type { Loss } from "../../nn/fit";
import { logSoftAssignment } from "../../nn/kernels/log-soft-assignment";
import { softAssignment } from "../../nn/layers/soft-assignment";
import { klDivergence } from "../../nn/losses/kl";
import { reconstructionError } from "../../nn/losses/reconstruction";
import { adam, sgd } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { createVariable, readValues } from "../../nn/variables";
import type { Run, Training } from "../method";
import { type AutoencoderValues, augmentationOf } from "./autoencoder-settings";
import { type correctedLabelsHyperparameters, type correctionHyperparameters, correctsTargets } from "./correction-settings";
import { correctionColumns, correctionFacts, correctionViews } from "./correction-views";
import { gatherRows } from "./gather-rows";
import { initialPartition } from "./initial-partition";
import type { initialPartitionHyperparameters } from "./initial-partition-settings";
import { type JointTraining, jointTraining } from "./joint-training";
import { centresOfOldDecoderView, decodedCentresView, reconstructionOfOldDecoderView, reconstructionView } from "./picture-views";
import type { selfTrainingHyperparameters } from "./self-training-settings";
import { SetCorrector } from "./set-corrector";
import { hardAssignment, targetDistribution } from "./target-distribution";
import { type DeepState, encodeAll, encoderVariables, type Workbench } from "./workbench";

export type SelfTrainingValues = ValuesOf<typeof selfTrainingHyperparameters> &
  ValuesOf<typeof initialPartitionHyperparameters> &
  ValuesOf<typeof correctionHyperparameters> &
  ValuesOf<typeof correctedLabelsHyperparameters> &
  AutoencoderValues;

/** The weights of the two losses; a reconstruction weight of 0 drops the decoder, as DEC does. */
export interface LossWeights {
  readonly clustering: number;
  readonly reconstruction: number;
}

/**
 * The second phase of DEC and IDEC: centres from a first partition of the codes, then KL(P‖Q) between the soft assignment of a batch
 * and a target that is renewed over the whole set every `updateInterval` steps, until fewer than `tolerance` of the labels
 * change. Augmentation moves what goes in; targets come from the pictures as they are (Guo et al. 2018). Where the settings say so,
 * uncertain assignments are corrected before the target is made of them, and images weighed by their uncertainty (Zhu and Ma 2025).
 */
export function selfTraining<V extends SelfTrainingValues>(
  bench: Workbench,
  run: Run<V, DeepState>,
  weightsOf: (values: V) => LossWeights,
): Training<DeepState> {
  const { network, images, signal } = bench;
  const { encoder, decoder, normalises } = network;
  const decodes = weightsOf(run.settings()).reconstruction > 0;
  const centres = createVariable(new Float32Array(run.clusters * network.codeSize), [run.clusters, network.codeSize]);
  let target: Matrix = { data: new Float32Array(0), rows: 0, cols: run.clusters };
  const corrector = new SetCorrector();
  /** [n] of the images' clustering losses, or null where all count alike. */
  let weights: Float32Array | null = null;

  const training: JointTraining<V> = {
    variables: { centres },
    trained: decodes ? network.variables : encoderVariables(network.variables),
    work: encoder.work + (decodes ? decoder.work : 0),
    normalises,
    encodeAll: () => encodeAll(bench),
    optimizer(variables) {
      const { optimizer, momentum } = run.settings();
      return optimizer === "sgd" ? sgd(variables, { momentum }) : adam(variables);
    },
    async *begin() {
      const options = { clusters: run.clusters, rng: bench.rng.fork("start centres"), signal };
      const first = yield* initialPartition(await encodeAll(bench), run.settings(), options);
      tf.tidy(() => centres.assign(tf.tensor(first.centres.data.slice(), centres.shape)));
    },
    async look(codes, values) {
      const centreValues = { data: await readValues(centres), rows: run.clusters, cols: network.codeSize };
      const q = softAssignment(codes, centreValues, values.alpha);
      const correction = await corrector.correct(q, values, signal);
      const corrected = correction?.q ?? q;
      target = targetDistribution(correctsTargets(values) ? corrected : q);
      weights = correction?.weights ?? null;
      return {
        ...hardAssignment(values.correctLabels ? corrected : q),
        centres: centreValues,
        ...(correction ? { facts: correctionFacts(q, correction), columns: correctionColumns(correction) } : {}),
        async views() {
          const views = correction ? correctionViews(q, correction, values.correctionTop) : [];
          const [redrawn, drawn] = decodes
            ? [reconstructionView, decodedCentresView]
            : [reconstructionOfOldDecoderView, centresOfOldDecoderView];
          const reconstructions = await redrawn(images, (batch) => decoder.apply(encoder.apply(batch)));
          return [reconstructions, await drawn(centreValues, decoder, images), ...views];
        },
      };
    },
    loss(rows, values) {
      const shares = weightsOf(values);
      const batch = images.batch(rows, augmentationOf(values), bench.rng);
      const p = tf.tensor2d(gatherRows(target, rows), [rows.length, run.clusters]);
      const z = encoder.apply(batch, "training");
      const logQ = logSoftAssignment(z as tf.Tensor2D, centres as unknown as tf.Tensor2D, values.alpha);
      const kl = klDivergence(p, logQ, weights ? tf.tensor1d(Float32Array.from(rows, (i) => weights?.[i] ?? 1)) : undefined);
      const clustering = tf.mul(kl, shares.clustering) as tf.Scalar;
      if (!decodes) return { total: clustering, terms: { clustering: kl } } satisfies Loss;
      const reconstruction = reconstructionError(batch, decoder.apply(z, "training"));
      const total = tf.add(clustering, tf.mul(reconstruction, shares.reconstruction)) as tf.Scalar;
      return { total, terms: { clustering: kl, reconstruction } };
    },
    memory: corrector,
  };
  return jointTraining(bench, run, training);
}
