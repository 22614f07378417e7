import { matrix } from "../../core/matrix";
import { mapImages } from "../../nn/batches";
import { type Coder, prefixed } from "../../nn/encoders/coder";
import { mlpHead } from "../../nn/encoders/head";
import { glorotUniform } from "../../nn/initialisers";
import { logSoftmaxRows } from "../../nn/kernels/log-softmax-rows";
import { unitLength } from "../../nn/layers/unit-length";
import { clusterBalance } from "../../nn/losses/cluster-balance";
import { contrastOfSets } from "../../nn/losses/contrast-of-sets";
import { swappedPrediction } from "../../nn/losses/swapped-prediction";
import { weightedCrossEntropy } from "../../nn/losses/weighted-cross-entropy";
import { adam } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { createVariable, readValues } from "../../nn/variables";
import { withoutGradient } from "../../nn/without-gradient";
import { heed, MethodError, type Run, stepEvent, type Training } from "../method";
import { correctionLook } from "./batch-correction";
import { BatchCorrector } from "./batch-corrector";
import { CodeScale } from "./code-scale";
import { softmaxOfCosines } from "./cosines";
import { startHead } from "./head-start";
import { initialPartition } from "./initial-partition";
import { type JointTraining, type JointValues, jointTraining } from "./joint-training";
import { knownFirst } from "./known-first";
import { inPasses } from "./phase-steps";
import { positivesOf } from "./positives";
import type { Refusal } from "./refusal";
import { confidenceView } from "./scan-views";
import { SetCorrector } from "./set-corrector";
import type { SimgcdValues } from "./simgcd-settings";
import { hardAssignment } from "./target-distribution";
import { viewAugmentationOf } from "./view-augmentation-settings";
import { type DeepState, encodeAll, encoderVariables, type Workbench } from "./workbench";

/** Of comparing pictures of one given label (Khosla et al. 2020). */
const labelTemperature = 0.07;

/**
 * SimGCD (Wen et al. 2023): each of two moved views learns the other's sharper prediction, clusters are kept in use by the entropy of
 * their mean, and the pictures with a given label learn that label: known class j is cluster j. Beside it, views and pictures of one
 * label are compared in a head of their own. The teacher's wavering predictions of pictures without a label may be corrected (Zhu and Ma 2025).
 */
export function simgcdTraining(bench: Workbench, run: Run<SimgcdValues, DeepState>): Training<DeepState> {
  const { network, images, signal } = bench;
  const { encoder, codeSize } = network;
  const k = run.clusters;
  const known = knownLabelsOf(run);
  const start = run.settings();
  const all = start.discoveryTrains === "all";
  const width = start.trunkWidth;
  const perPass = Math.ceil(images.shape.count / start.batchSize);

  const scale = new CodeScale(codeSize);
  const trunk = width > 0 ? mlpHead([codeSize, width, width], run.rng.fork("trunk")) : null;
  const featureSize = trunk ? width : codeSize;
  const projection = mlpHead([featureSize, ...start.projectionWidths], run.rng.fork("projection"));
  const prototypes = createVariable(glorotUniform(featureSize * k, featureSize, k, run.rng.fork("clusters")), [k, featureSize]);

  const corrector = new BatchCorrector(k);
  const setCorrector = new SetCorrector();

  /** What stands between the codes [b, d] and the clusters. */
  const behind = (codes: tf.Tensor): tf.Tensor => {
    const scaled = scale.apply(codes);
    return trunk ? tf.relu(trunk.apply(scaled)) : scaled;
  };
  const cosinesOf = (features: tf.Tensor) => tf.matMul(unitLength(features), unitLength(prototypes), false, true) as tf.Tensor2D;
  const featuresOf = (pictures: tf.Tensor4D, mode: "training" | "inference") => {
    const encode = () => encoder.apply(pictures, mode);
    const codes = all || mode === "inference" ? encode() : withoutGradient(() => encoder.apply(pictures));
    return behind(codes);
  };

  const training: JointTraining<SimgcdValues & JointValues> = {
    title: "Discovering classes",
    variables: {
      ...prefixed("trunk", trunk?.variables),
      ...prefixed("projection", projection.variables),
      clusters: prototypes,
      ...scale.variables,
      ...corrector.variables,
    },
    trained: all ? encoderVariables(network.variables) : {},
    work: 2 * (encoder.work + (trunk?.work ?? 0) + projection.work),
    normalises: all && network.normalises,
    // Views are compared with all others of the batch.
    wholeBatches: true,
    encodeAll: () => mapImages(images, (batch) => unitLength(featuresOf(batch, "inference")), featureSize, encoder.work, signal),
    optimizer: (variables) => adam(variables),
    async *begin() {
      const codes = await encodeAll(bench);
      scale.set(codes);
      yield stepEvent(0);
      const values = run.settings();
      const { headStart, headStartEpochs: epochs, batchSize, learningRate } = values;
      if (headStart !== "partition") return;
      const { labels } = yield* initialPartition(codes, values, { clusters: k, rng: run.rng.fork("first clusters"), signal });
      const head: Coder = {
        work: trunk?.work ?? 0,
        variables: { ...prefixed("trunk", trunk?.variables), clusters: prototypes },
        apply: (x) => tf.div(cosinesOf(behind(x as tf.Tensor2D)), values.studentTemperature),
      };
      const wanted = knownFirst(labels, known, k);
      const rng = run.rng.fork("head start");
      yield* startHead(head, { codes, labels: wanted, clusters: k, epochs, batchSize, learningRate, rng, signal });
    },
    async look(features, values) {
      const points = matrix(await readValues(prototypes), k, featureSize);
      const q = softmaxOfCosines(features, points, values.studentTemperature);
      const assigned = hardAssignment(q);
      const shown = await correctionLook(setCorrector, q, values, signal);
      // What is told stays as it is, here as in training.
      const reported = shown.reported.data.map((v, at) => (known[Math.floor(at / k)] >= 0 ? q.data[at] : v));
      const given = known.reduce((sum, label) => sum + (label >= 0 ? 1 : 0), 0);
      const kept = known.reduce((sum, label, i) => sum + (label >= 0 && assigned.labels[i] === label ? 1 : 0), 0);
      return {
        ...hardAssignment(matrix(reported, q.rows, k)),
        centres: null,
        facts: { givenLabelsKept: given > 0 ? kept / given : 1, ...shown.facts },
        columns: [
          {
            id: "given",
            title: "Label given",
            help: "1 where the method was told the image's label, 0 where it had to find out.",
            values: Float32Array.from(known, (label) => (label >= 0 ? 1 : 0)),
          },
          ...shown.columns,
        ],
        views: async () => [confidenceView(assigned.confidence, null), ...shown.views],
      };
    },
    loss(rows, values, iteration) {
      const moves = viewAugmentationOf(values, images.shape);
      const labels = Int32Array.from(rows, (i) => known[i]);
      const pictures = tf.concat([images.batch(rows, moves, bench.rng), images.batch(rows, moves, bench.rng)]) as tf.Tensor4D;
      const features = featuresOf(pictures, "training");
      const cosines = cosinesOf(features);
      const logP = logSoftmaxRows(tf.div(cosines, values.studentTemperature) as tf.Tensor2D);
      const temperature = teacherTemperature(values, iteration / perPass);
      // Here, and only here, predictions become targets.
      const targets = (tf.split(cosines, 2) as tf.Tensor2D[]).map((half) => {
        const teacher = withoutGradient(() => tf.softmax(tf.div(half, temperature)) as tf.Tensor2D);
        const { q, weights } = corrector.correct(teacher, values);
        return { q: keepTold(teacher, q, labels), weights };
      });
      const distillation = swappedPrediction(targets, tf.split(logP, 2) as tf.Tensor2D[]);
      const balance = tf.add(clusterBalance(tf.exp(logP) as tf.Tensor2D), Math.log(k)) as tf.Scalar;
      const free = 1 - values.supervisedWeight;
      let total: tf.Tensor = tf.mul(tf.add(distillation, tf.mul(balance, values.entropyWeight)), free);
      const terms: Record<string, tf.Scalar> = { distillation, balance };
      const add = (name: string, term: tf.Scalar, weight: number) => {
        terms[name] = term;
        total = tf.add(total, tf.mul(term, weight));
      };
      // A term of its own in every batch, so that losses have the same names throughout.
      const told = Int32Array.from(labels.keys()).filter((i) => labels[i] >= 0);
      add("labels", told.length > 0 ? labelLoss(logP, labels, k) : tf.scalar(0), values.supervisedWeight);
      if (values.contrastWeight > 0) {
        const z = unitLength(projection.apply(features));
        const b = rows.length;
        const views = contrastOfSets(z, positivesOf(rows), values.contrastTemperature);
        add("views", views, free * values.contrastWeight);
        const both = Int32Array.from([...told, ...told.map((i) => b + i)]);
        const sets =
          told.length > 0
            ? contrastOfSets(tf.gather(z, both), positivesOf(Int32Array.from(told, (i) => labels[i])), labelTemperature)
            : tf.scalar(0);
        add("sameLabels", sets, values.supervisedWeight * values.contrastWeight);
      }
      return { total: total as tf.Scalar, terms };
    },
    memory: setCorrector,
  };
  const phase = inPasses(run, ({ discoveryPasses: passes, lookPasses, batchSize, learningRate }) => ({
    passes,
    lookPasses,
    batchSize,
    learningRate,
  }));
  return jointTraining(bench, phase, training);
}

/** Falls in a straight line, and stays. */
function teacherTemperature({ teacherFrom, teacherTo, teacherPasses }: SimgcdValues, pass: number): number {
  const done = teacherPasses > 0 ? Math.min(1, pass / teacherPasses) : 1;
  return teacherFrom + (teacherTo - teacherFrom) * done;
}

/** The given labels' cross-entropy over both views, log p [2b, k]. */
function labelLoss(logP: tf.Tensor2D, labels: Int32Array, k: number): tf.Scalar {
  const twice = Int32Array.from([...labels, ...labels]);
  const targets = new Float32Array(twice.length * k);
  for (const [i, label] of twice.entries()) if (label >= 0) targets[i * k + label] = 1;
  const weights = tf.tensor1d(Float32Array.from(twice, (label) => (label >= 0 ? 1 : 0)));
  return weightedCrossEntropy(tf.tensor2d(targets, [twice.length, k]), weights, logP);
}

/** Corrected predictions `q` [b, k], with those of pictures that have a label left as they were. */
function keepTold(p: tf.Tensor2D, q: tf.Tensor2D, labels: Int32Array): tf.Tensor2D {
  if (p === q) return p;
  const told = tf.tensor2d(
    Float32Array.from(labels, (label) => (label >= 0 ? 1 : 0)),
    [labels.length, 1],
  );
  return tf.add(tf.mul(p, told), tf.mul(q, tf.sub(1, told))) as tf.Tensor2D;
}

function knownLabelsOf({ knownLabels, clusters }: Run<SimgcdValues, DeepState>): Int32Array {
  if (!knownLabels)
    throw new MethodError(
      "SimGCD learns from some labels, and there are none; give a dataset with labels, or choose another method.",
    );
  const classes = knownLabels.reduce((most, label) => Math.max(most, label + 1), 0);
  heed(simgcdRefusal(classes, clusters));
  return knownLabels;
}

/** Every known class is a cluster. */
export function simgcdRefusal(classes: number, clusters: number): Refusal | null {
  if (classes <= clusters) return null;
  return {
    message: `Labels of ${classes} classes are given, more than there are clusters (${clusters}); ask for at least ${classes} clusters, or know fewer classes.`,
    instead: { clusters: classes },
  };
}
