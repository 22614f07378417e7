import type { LiveView } from "../../core/live-view";
import { type Matrix, matrix } from "../../core/matrix";
import type { SavedState } from "../../core/saved-state";
import { mapImages } from "../../nn/batches";
import { prefixed } from "../../nn/encoders/coder";
import { mlpHead } from "../../nn/encoders/head";
import { glorotUniform } from "../../nn/initialisers";
import { logSoftmaxRows } from "../../nn/kernels/log-softmax-rows";
import { prototypeCodes } from "../../nn/layers/prototype-codes";
import { unitLength } from "../../nn/layers/unit-length";
import { reconstructionError } from "../../nn/losses/reconstruction";
import { type SwapTarget, swappedPrediction } from "../../nn/losses/swapped-prediction";
import { adam } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { giveUpThread } from "../../nn/turn-work";
import { createVariable, readValues } from "../../nn/variables";
import { withoutGradient } from "../../nn/without-gradient";
import { type Run, stepEvent, type Training } from "../method";
import { correctionLook } from "./batch-correction";
import { BatchCorrector } from "./batch-corrector";
import { rowProducts } from "./cosines";
import { FeatureQueue } from "./feature-queue";
import { gatherRows } from "./gather-rows";
import { type JointTraining, type JointValues, jointTraining } from "./joint-training";
import { type KMeansOptions, type KMeansResult, kmeans } from "./kmeans";
import { inPasses } from "./phase-steps";
import { reconstructionView } from "./picture-views";
import { SetCorrector } from "./set-corrector";
import { SteadyNumbers } from "./steady-numbers";
import type { SwavValues } from "./swav-settings";
import { collapsedPrototypes, gatherLabels, prototypesView, prototypeUse } from "./swav-views";
import { hardAssignment } from "./target-distribution";
import { viewAugmentationOf } from "./view-augmentation-settings";
import { type DeepState, encodeAll, encoderVariables, type Workbench } from "./workbench";

/** Views whose codes are foretold; the extra ones only foretell. */
const mainViews = 2;
const restarts = 5;

/**
 * SwAV (Caron et al. 2020) on a pretrained network: of each picture some moved views; the main two are assigned to prototypes so that
 * all prototypes are used alike, and every view must foretell the assignment of the other main ones. Assignments that
 * waver may be corrected before they are foretold (Zhu and Ma 2025).
 */
export async function* swavTraining(bench: Workbench, run: Run<SwavValues, DeepState>): Training<DeepState> {
  const { network, images, signal } = bench;
  const { encoder, decoder, codeSize } = network;
  const { count } = images.shape;
  const start = run.settings();
  const decodes = start.reconstructionWeight > 0;
  const p = start.prototypes > 0 ? start.prototypes : 3 * run.clusters;
  const d = start.projectionWidths.at(-1) ?? codeSize;
  const views = mainViews + start.extraViews;
  const perPass = Math.ceil(count / start.batchSize);
  const head = mlpHead([codeSize, ...start.projectionWidths], run.rng.fork("projection"));
  const prototypes = createVariable(glorotUniform(d * p, d, p, run.rng.fork("prototypes")), [d, p]);
  const queues = start.queueSize > 0 ? Array.from({ length: mainViews }, () => new FeatureQueue(start.queueSize, d)) : [];

  const corrector = new BatchCorrector(p);
  const setCorrector = new SetCorrector();
  const steady = new SteadyNumbers();
  /** Prototypes in use at the last look. */
  let used = p;

  const featuresOf = (codes: tf.Tensor) => unitLength(head.apply(codes));
  /** Prototypes are held at length 1, not in the gradient but after each step, as in the published code. */
  const toUnitLength = () => tf.tidy(() => prototypes.assign(tf.transpose(unitLength(tf.transpose(prototypes)))));

  /** Of the first views: what the others must foretell. Here, and only here, assignments become targets. */
  const targetsOf = (features: readonly tf.Tensor2D[], values: SwavValues): SwapTarget[] =>
    features.slice(0, mainViews).map((z, view) => {
      const codes = withoutGradient(() => {
        const scores = tf.matMul(queues[view]?.behind(z) ?? z, prototypes as unknown as tf.Tensor2D) as tf.Tensor2D;
        return tf.slice(prototypeCodes(scores, values.epsilon, values.sinkhornIterations), [0, 0], [z.shape[0], p]);
      });
      return corrector.correct(codes, values);
    });

  const training: JointTraining<SwavValues & JointValues> = {
    title: "Learning with prototypes",
    variables: {
      ...prefixed("projection", head.variables),
      prototypes,
      ...corrector.variables,
      ...Object.fromEntries(queues.map(({ variable }, view) => [`queue/${view}`, variable])),
    },
    trained: decodes ? network.variables : encoderVariables(network.variables),
    work: views * (encoder.work + head.work + (decodes ? decoder.work : 0)),
    normalises: network.normalises,
    // Prototypes are shared out among the pictures of a batch.
    wholeBatches: true,
    encodeAll: () => encodeAll(bench),
    optimizer: (variables) => adam(variables),
    async *begin() {
      toUnitLength();
      yield stepEvent(0);
    },
    async look(codes, values) {
      const features = await mapImages(images, (batch) => featuresOf(encoder.apply(batch)), d, encoder.work + head.work, signal);
      const points = transposed(matrix(await readValues(prototypes), d, p));
      const scores = rowProducts(features, points);
      const own = hardAssignment(scores).labels;
      const { clusterBy } = values;
      const rng = run.rng.fork("clusters");
      const options = { clusters: run.clusters, restarts, rng, signal };
      const seen = clusterBy === "codes" ? codes : features;
      const anew =
        clusterBy === "prototypes"
          ? gatherLabels(await kmeansBetweenTurns(points, options), own)
          : await kmeansBetweenTurns(seen, options);
      const found = steady.renumber(anew, run.clusters);
      const use = prototypeUse(own, p);
      used = use.used;
      const shown =
        values.correction === "none"
          ? null
          : await correctionLook(setCorrector, await codesOfAll(scores, values, signal), values, signal, "prototype");
      return {
        labels: found.labels,
        confidence: found.confidence,
        centres: clusterBy === "codes" ? found.centres : null,
        facts: { usedPrototypes: use.used, effectivePrototypes: use.effective, uniformLoss: Math.log(p), ...shown?.facts },
        ...(shown ? { columns: shown.columns } : {}),
        async views() {
          const views: LiveView[] = [prototypesView(use.sizes), ...(shown?.views ?? [])];
          if (decodes) views.push(await reconstructionView(images, (batch) => decoder.apply(encoder.apply(batch))));
          return views;
        },
      };
    },
    async prepare() {
      toUnitLength();
      return true;
    },
    async closeRound() {
      toUnitLength();
    },
    loss(rows, values, iteration) {
      const moves = viewAugmentationOf(values, images.shape);
      // Of a vector there is no part to see.
      const extra = images.shape.vectors ? moves : { ...moves, crop: { area: values.extraArea, probability: 1 } };
      const pictures = Array.from({ length: views }, (_, view) =>
        images.batch(rows, view < mainViews ? moves : extra, bench.rng),
      );
      const all = tf.concat(pictures) as tf.Tensor4D;
      const codes = encoder.apply(all, "training");
      const features = featuresOf(codes);
      const parts = tf.split(features, views) as tf.Tensor2D[];
      const targets = targetsOf(parts, values);
      const held = iteration < values.frozenPasses * perPass;
      const points = held ? withoutGradient(() => tf.clone(prototypes)) : prototypes;
      const logits = tf.div(tf.matMul(features, points as tf.Tensor2D), values.temperature) as tf.Tensor2D;
      const swapped = swappedPrediction(targets, tf.split(logSoftmaxRows(logits), views) as tf.Tensor2D[]);
      if (iteration >= values.queuePasses * perPass) for (const [view, queue] of queues.entries()) queue.add(parts[view]);
      const total = tf.mul(swapped, values.swapWeight) as tf.Scalar;
      if (!decodes) return { total, terms: { prototypes: swapped } };
      const reconstruction = reconstructionError(all, decoder.apply(codes, "training"));
      return {
        total: tf.add(total, tf.mul(reconstruction, values.reconstructionWeight)) as tf.Scalar,
        terms: { prototypes: swapped, reconstruction },
      };
    },
    memory: {
      save: () => ({ filled: queues.map((queue) => queue.save()), numbers: steady.save(), correction: setCorrector.save() }),
      restore(state) {
        const { filled, numbers, correction } = state as {
          readonly filled: readonly number[];
          readonly numbers: SavedState;
          readonly correction: SavedState;
        };
        setCorrector.restore(correction);
        for (const [view, queue] of queues.entries()) queue.restore(filled[view]);
        steady.restore(numbers);
      },
    },
  };
  const phase = inPasses(run, ({ swavPasses: passes, lookPasses, batchSize, learningRate }) => ({
    passes,
    lookPasses,
    batchSize,
    learningRate,
  }));
  const outcome = yield* jointTraining(bench, phase, training);
  const message = collapsedPrototypes(used, p);
  if (message !== null) yield { kind: "notice", level: "warning", message };
  return outcome;
}

/** Images that are assigned to prototypes together, to be looked at. */
const assignedAtOnce = 4096;

/**
 * The codes [n, p] of all images by their `scores` [n, p], as in training, where those of a batch share out the prototypes. Images are taken
 * from all over the set, which may lie in the order of its classes.
 */
export async function codesOfAll(
  scores: Matrix,
  { epsilon, sinkhornIterations }: Pick<SwavValues, "epsilon" | "sinkhornIterations">,
  signal: AbortSignal,
): Promise<Matrix> {
  const { rows, cols } = scores;
  const codes = new Float32Array(rows * cols);
  const parts = Math.ceil(rows / assignedAtOnce);
  for (let first = 0; first < parts; first++) {
    const chosen = Int32Array.from({ length: Math.ceil((rows - first) / parts) }, (_, i) => first + i * parts);
    const made = tf.tidy(() =>
      prototypeCodes(tf.tensor2d(gatherRows(scores, chosen), [chosen.length, cols]), epsilon, sinkhornIterations),
    );
    const values = await readValues(made);
    made.dispose();
    for (const [i, row] of chosen.entries()) codes.set(values.subarray(i * cols, (i + 1) * cols), row * cols);
    await giveUpThread();
    signal.throwIfAborted();
  }
  return matrix(codes, rows, cols);
}

/** k-means that lets commands be handled meanwhile: a look is no place to pause. */
async function kmeansBetweenTurns(points: Matrix, options: KMeansOptions): Promise<KMeansResult> {
  const steps = kmeans(points, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (step.value.stage === "part" || step.value.stage === "lloyd") await giveUpThread();
  }
}

function transposed({ data, rows, cols }: Matrix): Matrix {
  return matrix(
    Float32Array.from({ length: data.length }, (_, at) => data[(at % rows) * cols + Math.floor(at / rows)]),
    cols,
    rows,
  );
}
