import { type Matrix, matrix } from "../../core/matrix";
import type { SavedState } from "../../core/saved-state";
import type { Loss } from "../../nn/fit";
import { softAssignment } from "../../nn/layers/soft-assignment";
import { summedReconstructionError } from "../../nn/losses/summed-reconstruction";
import { viewDisagreement } from "../../nn/losses/view-agreement";
import { weightedCentreDistance } from "../../nn/losses/weighted-centres";
import { adam } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import type { Run, Training } from "../method";
import { centreWeights, type WeightRule, weightRule } from "./centre-weights";
import { initialPartition } from "./initial-partition";
import { jointTraining } from "./joint-training";
import { centresByKMeans, movedCodes, softCentres } from "./moved-centres";
import { pairShares, pairSimilarityView, sampledSimilarities, similarityFeatures } from "./pair-similarity";
import { inPasses } from "./phase-steps";
import { decodedCentresView, reconstructionView } from "./picture-views";
import type { SpiccValues } from "./spicc-settings";
import { hardAssignment } from "./target-distribution";
import { viewAugmentationOf } from "./view-augmentation-settings";
import { type DeepState, encodeAll, encoderVariables, type Workbench } from "./workbench";

/** Centres [k, d] before a look, and the looks so far. */
type CentreMemory = { readonly centres: Float32Array; readonly looks: number };

/**
 * The first stage of SPICC (Xing 2023, section 3.2.1): codes are drawn to the centres that are likely to be theirs, and stay where they are when
 * their picture is moved, λ L' + L'' (eq. 3.5), while pictures must still be redrawn; every T₁ passes the centres are renewed.
 */
export function centreStage(bench: Workbench, run: Run<SpiccValues, DeepState>): Training<DeepState> {
  const { network, images, signal } = bench;
  const { encoder, decoder, codeSize } = network;
  const k = run.clusters;
  const start = run.settings();
  const viewsBoth = start.augmentationWeight > 0;
  const decodes = start.reconstructionWeight > 0;
  let memory: CentreMemory = { centres: new Float32Array(k * codeSize), looks: 0 };
  let centres: Matrix = matrix(memory.centres, k, codeSize);
  let rule: WeightRule = { sharpening: start.sharpening, sizes: new Float32Array(k), threshold: 0 };

  const renewed = async (codes: Matrix, values: SpiccValues): Promise<Matrix> => {
    const before = matrix(memory.centres, k, codeSize);
    // The first clusters stand until the codes have moved.
    if (memory.looks === 0) return before;
    if (values.centreUpdate === "kmeans") return centresByKMeans(codes, before, { clusters: k, rng: bench.rng, signal });
    // A fork: a run that resumes looks once more, and must see the same.
    const moved = await movedCodes(bench, viewAugmentationOf(values, images.shape), bench.rng.fork("moved for the centres"));
    return softCentres(moved, before, values.alpha);
  };

  const { centreEpochs, centreRefresh } = start;
  const stage = inPasses(run, ({ batchSize, centreLearningRate }) => ({
    passes: centreEpochs,
    lookPasses: centreRefresh,
    batchSize,
    learningRate: centreLearningRate,
  }));
  return jointTraining(bench, stage, {
    phase: "centres",
    title: "Easy pictures to their centres",
    variables: {},
    trained: decodes ? network.variables : encoderVariables(network.variables),
    work: (viewsBoth ? 2 : 1) * (encoder.work + (decodes ? decoder.work : 0)),
    normalises: network.normalises,
    encodeAll: () => encodeAll(bench),
    optimizer: (variables) => adam(variables),
    async *begin() {
      const options = { clusters: k, rng: bench.rng.fork("start centres"), signal };
      const first = yield* initialPartition(await encodeAll(bench), run.settings(), options);
      memory = { centres: first.centres.data, looks: 0 };
    },
    async look(codes, values) {
      centres = await renewed(codes, values);
      const q = softAssignment(codes, centres, values.alpha);
      rule = weightRule(q, values.sharpening, (memory.looks * centreRefresh) / Math.max(1, centreEpochs - centreRefresh));
      memory = { centres: centres.data, looks: memory.looks + 1 };
      const found = centres;
      const similarities = sampledSimilarities(similarityFeatures(codes, values.similarity));
      return {
        ...hardAssignment(q),
        centres: found,
        facts: pairShares(similarities, values),
        views: async () => [
          pairSimilarityView(similarities, values, values.similarity),
          ...(decodes
            ? [
                await reconstructionView(images, (batch) => decoder.apply(encoder.apply(batch))),
                await decodedCentresView(found, decoder, images),
              ]
            : []),
        ],
      };
    },
    loss(rows, values): Loss {
      const clean = images.batch(rows, null, bench.rng);
      const batch = viewsBoth
        ? tf.concat([clean, images.batch(rows, viewAugmentationOf(values, images.shape), bench.rng)])
        : clean;
      const codes = encoder.apply(batch, "training") as tf.Tensor2D;
      const [z, moved] = viewsBoth ? tf.split<tf.Tensor2D>(codes, 2) : [codes, null];
      const m = tf.tensor2d(centres.data.slice(), [k, codeSize]);
      const centre = weightedCentreDistance(z, centreWeights(z, m, values.alpha, rule), m);
      const terms: Record<string, tf.Scalar> = { centre };
      let total: tf.Tensor = centre;
      if (moved) {
        terms.augmentation = viewDisagreement(z, moved);
        total = tf.add(total, tf.mul(terms.augmentation, values.augmentationWeight));
      }
      if (decodes) {
        terms.reconstruction = summedReconstructionError(batch, decoder.apply(codes, "training"));
        total = tf.add(total, tf.mul(terms.reconstruction, values.reconstructionWeight));
      }
      return { total: total as tf.Scalar, terms };
    },
    memory: {
      save: () => memory,
      restore(state: SavedState) {
        memory = state as CentreMemory;
      },
    },
  });
}
