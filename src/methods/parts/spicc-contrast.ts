import { type Matrix, matrix } from "../../core/matrix";
import { prefixed } from "../../nn/encoders/coder";
import { mlpHead } from "../../nn/encoders/head";
import type { Loss } from "../../nn/fit";
import { logSoftmaxRows } from "../../nn/kernels/log-softmax-rows";
import { clusterBalance } from "../../nn/losses/cluster-balance";
import { type PairMasks, supervisedContrast } from "../../nn/losses/supervised-contrast";
import { adam } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { atTwoRates } from "../../nn/two-rates";
import type { Run, Training } from "../method";
import { clusterMeans } from "./cluster-means";
import { gatherRows } from "./gather-rows";
import { headAssignments } from "./head-assignments";
import { startHead } from "./head-start";
import { jointTraining } from "./joint-training";
import {
  answerSimilarityView,
  type PairThresholds,
  pairShares,
  pairSimilarityView,
  sampledSimilarities,
  similarityFeatures,
} from "./pair-similarity";
import { inPasses } from "./phase-steps";
import { slowingRate } from "./slowing-rate";
import type { SpiccValues } from "./spicc-settings";
import { hardAssignment } from "./target-distribution";
import { viewAugmentationOf } from "./view-augmentation-settings";
import { type DeepState, encodeAll, encoderVariables, type Workbench } from "./workbench";

/**
 * The second stage of SPICC (Xing 2023, section 3.2.2): a head over the codes, whose softmax is the clusters, learns from pairs. Those that the
 * codes of the last look say are alike are drawn together and those that are surely different pushed apart; the encoder follows slowly.
 * `labels` [n] are the first stage's, to start the head from; a run that resumes here needs none.
 */
export function contrastStage(
  bench: Workbench,
  run: Run<SpiccValues, DeepState>,
  labels: Int32Array | null,
): Training<DeepState> {
  const { network, images, signal } = bench;
  const { encoder, codeSize } = network;
  const k = run.clusters;
  const start = run.settings();
  const head = mlpHead([codeSize, ...start.headWidths, k], run.rng.fork("head"), { normalises: true });
  const backbone = encoderVariables(network.variables);
  let features: Matrix = matrix(new Float32Array(0), 0, codeSize);

  const { pairEpochs, pairRefresh } = start;
  const stage = inPasses(run, ({ batchSize, learningRate }) => ({
    passes: pairEpochs,
    lookPasses: pairRefresh,
    batchSize,
    learningRate,
  }));
  return jointTraining(bench, stage, {
    phase: "contrast",
    title: "Contrast of pairs",
    variables: { ...prefixed("head", head.variables), ...prefixed("head", head.statistics) },
    trained: backbone,
    work: encoder.work + head.work,
    normalises: true,
    wholeBatches: true,
    encodeAll: () => encodeAll(bench),
    learningRate: (values, iteration) => slowingRate(values, iteration),
    optimizer(variables) {
      const slow = { variables: backbone, share: () => run.settings().encoderShare };
      return atTwoRates(variables, slow, (group) => adam(group));
    },
    async *begin() {
      const { headStart, headStartEpochs: epochs, batchSize, learningRate } = run.settings();
      if (headStart !== "partition" || !labels) return;
      const codes = await encodeAll(bench);
      yield* startHead(head, { codes, labels, clusters: k, epochs, batchSize, learningRate, rng: bench.rng, signal });
    },
    async look(codes, values) {
      features = similarityFeatures(codes, values.similarity);
      const similarities = sampledSimilarities(features);
      const q = await headAssignments(codes, head, k, signal);
      const answers = sampledSimilarities(similarityFeatures(q, "cosine"));
      const found = hardAssignment(q);
      return {
        ...found,
        centres: clusterMeans(codes, found.labels, k),
        facts: { ...pairShares(similarities, values), ambiguousAnswers: pairShares(answers, values).ambiguousPairs },
        views: async () => [pairSimilarityView(similarities, values, values.similarity), answerSimilarityView(answers, values)],
      };
    },
    loss(rows, values): Loss {
      const batch = images.batch(rows, values.movesPictures ? viewAugmentationOf(values, images.shape) : null, bench.rng);
      const masks = pairMasks(tf.tensor2d(gatherRows(features, rows), [rows.length, features.cols]), values);
      const q = tf.exp(
        logSoftmaxRows(
          head.apply(encoder.apply(batch, values.encoderShare > 0 ? "training" : "inference"), "training") as tf.Tensor2D,
        ),
      ) as tf.Tensor2D;
      const contrast = supervisedContrast(q, masks, values);
      const balance = clusterBalance(q);
      return {
        total: tf.add(contrast, tf.mul(balance, values.balanceWeight)) as tf.Scalar,
        terms: { contrast, balance },
      };
    },
  });
}

/** Which pairs of a batch are alike and which differ, from features [b, d] whose products are their similarities. Nothing is n × n. */
function pairMasks(features: tf.Tensor2D, { upper, lower }: PairThresholds): PairMasks {
  const similarity = tf.matMul(features, features, false, true);
  return {
    positives: tf.cast(tf.greaterEqual(similarity, upper), "float32") as tf.Tensor2D,
    negatives: tf.cast(tf.greaterEqual(lower, similarity), "float32") as tf.Tensor2D,
  };
}
