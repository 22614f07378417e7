import type { LiveView } from "../../core/live-view";
import { type Matrix, matrix } from "../../core/matrix";
import type { SavedState } from "../../core/saved-state";
import { type Clipping, withClipping } from "../../nn/clipping";
import { logSoftAssignment } from "../../nn/kernels/log-soft-assignment";
import { softAssignment } from "../../nn/layers/soft-assignment";
import { clusterBalance } from "../../nn/losses/cluster-balance";
import { klDivergence } from "../../nn/losses/kl";
import { neighbourConsistency } from "../../nn/losses/neighbour-consistency";
import { reconstructionError } from "../../nn/losses/reconstruction";
import { type StabilityReading, sampleStability, stabilityLoss } from "../../nn/losses/sample-stability";
import { adam, sgd } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { imagesAtOnce } from "../../nn/turn-work";
import { createVariable, readValues } from "../../nn/variables";
import { withoutGradient } from "../../nn/without-gradient";
import { heed, type Run, stepEvent, type Training } from "../method";
import { augmentationOf } from "./autoencoder-settings";
import { BatchMemory, type ThresholdRule, usableThreshold } from "./batch-memory";
import { gatherRows } from "./gather-rows";
import { initialPartition } from "./initial-partition";
import { type JointTraining, jointTraining } from "./joint-training";
import { NeighbourPairs } from "./neighbour-pairs";
import { pacedWork } from "./paced-work";
import { centresOfOldDecoderView, decodedCentresView, reconstructionOfOldDecoderView, reconstructionView } from "./picture-views";
import type { Refusal } from "./refusal";
import {
  agreementColumn,
  agreementOf,
  assignmentsView,
  mean,
  neighboursView,
  stabilityColumn,
  stabilityOf,
} from "./stability-look";
import type { NeighbourValues, StabilityValues } from "./stability-settings";
import { hardAssignment, targetDistribution } from "./target-distribution";
import { type DeepState, encodeAll, encoderVariables, type Workbench } from "./workbench";

type Weights = Pick<
  StabilityValues & NeighbourValues,
  "neighbourWeight" | "klWeight" | "reconstructionWeight" | "stabilityWeight"
>;

export function stabilityRefusal({ neighbourWeight, klWeight, reconstructionWeight, stabilityWeight }: Weights): Refusal | null {
  if (neighbourWeight > 0 || klWeight > 0 || reconstructionWeight > 0 || stabilityWeight > 0) return null;
  return {
    message:
      "Every weight is zero (balance alone says nothing of pictures), so there is nothing to train for; give at least one a value.",
  };
}

/** Looks in a row that must be calm before training ends: and as many as see every image once. */
const calmLooks = 3;

/**
 * The clustering phase of NNC and DECS: a first partition of the codes, then encoder and centres are trained so that assignments become
 * clear (sample stability) and, with a neighbour weight, like those of each image's nearest neighbour. `neighbourValuesOf` says what
 * holds of neighbours; terms whose weight is zero at the start are left out.
 */
export function stabilityTraining<V extends StabilityValues>(
  bench: Workbench,
  run: Run<V, DeepState>,
  neighbourValuesOf: (values: V) => NeighbourValues,
): Training<DeepState> {
  const { network, images, signal } = bench;
  const { encoder, decoder } = network;
  const k = run.clusters;
  const start = { ...run.settings(), ...neighbourValuesOf(run.settings()) };
  const paired = start.neighbourWeight > 0;
  const targeted = start.klWeight > 0;
  const balanced = start.balanceWeight > 0;
  const decodes = start.reconstructionWeight > 0;
  heed(stabilityRefusal(start));

  const centres = createVariable(new Float32Array(k * network.codeSize), [k, network.codeSize]);
  const batchMemory = new BatchMemory(k);
  const neighbours = new NeighbourPairs();
  /** Looks since neighbours were found. */
  let age = 0;
  /** The user has been told that the threshold is too low. */
  let alarmed = false;
  let target: Matrix = matrix(new Float32Array(0), 0, k);

  const assignments = async (codes: Matrix, alpha: number) => {
    const centreValues = matrix(await readValues(centres), k, network.codeSize);
    return { centreValues, q: softAssignment(codes, centreValues, alpha) };
  };
  const logQOf = (z: tf.Tensor, alpha: number) => logSoftAssignment(z as tf.Tensor2D, centres as unknown as tf.Tensor2D, alpha);

  /** Codes of an augmented batch, and the log assignments of their neighbours, each moved at random for itself. */
  const passed = (rows: Int32Array, values: V, batch: tf.Tensor4D): { z: tf.Tensor; logQOfNeighbours: tf.Tensor2D | null } => {
    if (!paired) return { z: encoder.apply(batch, "training"), logQOfNeighbours: null };
    const others = images.batch(neighbours.draw(rows, bench.rng), augmentationOf(values), bench.rng);
    if (neighbourValuesOf(values).stopGradient) {
      const logQOfNeighbours = withoutGradient(() => logQOf(encoder.apply(others, "training"), values.alpha));
      return { z: encoder.apply(batch, "training"), logQOfNeighbours };
    }
    const both = encoder.apply(tf.concat([batch, others]), "training");
    const [z, zOfNeighbours] = tf.split(both, [rows.length, rows.length]);
    return { z, logQOfNeighbours: logQOf(zOfNeighbours, values.alpha) };
  };

  /**
   * Assignments of one batch, moved at random as in training: they are less sure than those of the pictures as they are, and a threshold
   * from the latter would start so high that the first steps push down what they should lift.
   */
  async function* firstBatch(values: V): AsyncGenerator<ReturnType<typeof stepEvent>, Matrix, void> {
    const rows = bench.rng.permutation(images.shape.count).subarray(0, values.batchSize);
    const q = matrix(new Float32Array(rows.length * k), rows.length, k);
    const atOnce = Math.min(rows.length, imagesAtOnce(encoder.work));
    for (let from = 0; from < rows.length; from += atOnce) {
      signal.throwIfAborted();
      const part = rows.subarray(from, from + atOnce);
      const assigned = tf.tidy(() =>
        tf.exp(logQOf(encoder.apply(images.batch(part, augmentationOf(values), bench.rng)), values.alpha)),
      );
      q.data.set(await assigned.data(), from * k);
      assigned.dispose();
      yield stepEvent(part.length);
    }
    return q;
  }

  const training: JointTraining<V> = {
    variables: { centres, ...batchMemory.variables },
    trained: decodes ? network.variables : encoderVariables(network.variables),
    work: encoder.work * (paired ? (start.stopGradient ? 4 / 3 : 2) : 1) + (decodes ? decoder.work : 0),
    normalises: network.normalises,
    encodeAll: () => encodeAll(bench),
    optimizer(variables) {
      const { optimizer, momentum, gradientClip } = run.settings();
      const clipping: Clipping = gradientClip > 0 ? { kind: "globalNorm", max: gradientClip } : { kind: "none" };
      const steps = optimizer === "sgd" ? sgd(variables, { momentum }) : adam(variables);
      return batchMemory.closing(withClipping(steps, clipping), () => thresholdRule(run.settings()));
    },
    async *begin() {
      const codes = await encodeAll(bench);
      const values = run.settings();
      const first = yield* initialPartition(codes, values, { clusters: k, rng: bench.rng.fork("start centres"), signal });
      tf.tidy(() => centres.assign(tf.tensor(first.centres.data.slice(), centres.shape)));
      const q = yield* firstBatch(values);
      batchMemory.start(q, thresholdRule(values), (threshold) => stabilityOf(q, threshold, values.lambda));
      if (!paired || start.neighbourSource === "embedding") return;
      const points = start.neighbourSource === "pixels" ? await bench.pixelsSeen() : codes;
      yield* pacedWork(signal, (pace) => neighbours.find(points, start.neighbours, { signal, ...pace }));
    },
    async look(codes, values) {
      const { centreValues, q } = await assignments(codes, values.alpha);
      const { neighbourRefresh } = neighbourValuesOf(values);
      if (paired && start.neighbourSource === "embedding") {
        if (age % neighbourRefresh === 0) await neighbours.find(codes, start.neighbours, { signal });
        age += 1;
      }
      if (targeted) target = targetDistribution(q);
      const raw = await batchMemory.rawThreshold();
      const threshold = usableThreshold(raw, k);
      const stability = stabilityOf(q, threshold, values.lambda);
      const neighbourOf = (i: number) => neighbours.nearest(i);
      const agreement = paired ? agreementOf(q, neighbourOf) : null;
      const low = values.threshold === "otsu" && raw < 1 / (2 * k);
      const warnings = low && !alarmed ? [lowThreshold(raw, k)] : [];
      alarmed = low;
      return {
        ...hardAssignment(q),
        centres: centreValues,
        facts: { otsu: raw, stability: mean(stability), ...(agreement ? { agreement: mean(agreement) } : {}) },
        columns: [stabilityColumn(stability), ...(agreement ? [agreementColumn(agreement)] : [])],
        warnings,
        async views() {
          const views: LiveView[] = [assignmentsView(q, threshold, values.threshold === "otsu")];
          if (agreement) views.push(neighboursView(agreement, neighbourOf));
          const [redrawn, drawn] = decodes
            ? [reconstructionView, decodedCentresView]
            : [reconstructionOfOldDecoderView, centresOfOldDecoderView];
          views.push(await redrawn(images, (batch) => decoder.apply(encoder.apply(batch))));
          views.push(await drawn(centreValues, decoder, images));
          return views;
        },
      };
    },
    loss(rows, values) {
      const weights = neighbourValuesOf(values);
      const batch = images.batch(rows, augmentationOf(values), bench.rng);
      const { z, logQOfNeighbours } = passed(rows, values, batch);
      const logQ = logQOf(z, values.alpha);
      const q = tf.exp(logQ) as tf.Tensor2D;
      const stabilities = sampleStability(q, batchMemory.threshold(), values.lambda);
      const stability = stabilityLoss(stabilities, readingOf(values, batchMemory, images.shape.count));
      const terms: Record<string, tf.Scalar> = { stability };
      let total = tf.mul(stability, weights.stabilityWeight);
      const add = (name: string, term: tf.Scalar, weight: number) => {
        terms[name] = term;
        total = tf.add(total, tf.mul(term, weight));
      };
      if (logQOfNeighbours) add("consistency", neighbourConsistency(logQ, logQOfNeighbours), weights.neighbourWeight);
      if (targeted) {
        const p = tf.tensor2d(gatherRows(target, rows), [rows.length, k]);
        add("clustering", klDivergence(p, logQ), weights.klWeight);
      }
      if (balanced) add("balance", clusterBalance(q, batchMemory.meanAssignment()), balanceWeightAt(k, values.balanceWeight));
      if (decodes) add("reconstruction", reconstructionError(batch, decoder.apply(z, "training")), values.reconstructionWeight);
      batchMemory.add(q, stabilities);
      return { total: total as tf.Scalar, terms };
    },
    memory: {
      save: () => ({ ...neighbours.save(), age, alarmed }),
      restore(state) {
        const saved = state as { readonly [key: string]: SavedState };
        neighbours.restore(saved);
        age = saved.age as number;
        alarmed = saved.alarmed as boolean;
      },
    },
    calmLooks: Math.max(calmLooks, Math.ceil(images.shape.count / start.batchSize / start.updateInterval)),
  };
  return jointTraining(bench, run, training);
}

/**
 * Up to ten clusters the weight counts as it is, and k/10 times from there: the entropy of the mean assignment falls by about 1/k when
 * one of k clusters is lost, so this keeps the price of one.
 */
function balanceWeightAt(k: number, weight: number): number {
  return weight * Math.max(1, k / 10);
}

function thresholdRule({ threshold, fixedThreshold, thresholdMemory }: StabilityValues): ThresholdRule {
  return { memory: thresholdMemory, fixed: threshold === "fixed" ? fixedThreshold : null };
}

function readingOf({ stabilityReading, batchSize }: StabilityValues, memory: BatchMemory, images: number): StabilityReading {
  if (stabilityReading === "sum") return { kind: "sum", images: Math.min(batchSize, images) };
  return stabilityReading === "mean" ? { kind: "mean" } : { kind: "mean-and-variance", centre: memory.meanStability() };
}

function lowThreshold(threshold: number, k: number): string {
  return `Otsu's threshold has fallen to ${Number(threshold.toPrecision(2))}, below 1/(2k) = ${Number((1 / (2 * k)).toPrecision(2))}: hardly any assignment is left between "no" and "yes", and one cluster may be swallowing the others. Less neighbour weight, a lower learning rate or some balance weight may help.`;
}
