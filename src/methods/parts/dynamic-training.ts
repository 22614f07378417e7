import type { ValuesOf } from "../../core/hyperparameters";
import type { HistogramView } from "../../core/live-view";
import { type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { softAssignment } from "../../nn/layers/soft-assignment";
import { dynamicErrors, dynamicTargets } from "../../nn/losses/dynamic-targets";
import * as tf from "../../nn/tfjs";
import { giveUpThread } from "../../nn/turn-work";
import { readValues } from "../../nn/variables";
import { withoutGradient } from "../../nn/without-gradient";
import type { Run, Training } from "../method";
import { type AutoencoderValues, augmentationOf } from "./autoencoder-settings";
import { clusterMeans } from "./cluster-means";
import { type Conflicts, conflictsOf, firstThresholds, lowered, type Thresholds } from "./conflicts";
import type { dynamicHyperparameters } from "./dynamic-settings";
import { initialPartition } from "./initial-partition";
import type { InitialPartitionValues } from "./initial-partition-settings";
import { jointTraining } from "./joint-training";
import { jointOptimizer } from "./joint-training-settings";
import { kmeans } from "./kmeans";
import { decodedCentresView, reconstructionView } from "./picture-views";
import { hardAssignment } from "./target-distribution";
import { type DeepState, encodeAll, type Workbench } from "./workbench";

export type DynamicValues = ValuesOf<typeof dynamicHyperparameters> & InitialPartitionValues & AutoencoderValues;

/** What DynAE remembers from look to look. */
type DynamicMemory = {
  /** [k · d] and what the decoder drew of them when they were set, [k · h · w · c]. */
  readonly centres: Float32Array;
  readonly pictures: Float32Array;
  readonly thresholds: { readonly [name in keyof Thresholds]: number };
  /** Pictures in conflict at the last look. */
  readonly conflicted: number;
};

/**
 * The second phase of DynAE: pictures beyond conflict learn to be drawn, and encoded, as the centre of their cluster, all others as
 * themselves; when conflicts stop shrinking the centres are renewed and the thresholds lowered, until hardly a conflict is left (Mrabah et
 * al. 2020, algorithm 1).
 */
export function dynamicTraining<V extends DynamicValues>(bench: Workbench, run: Run<V, DeepState>): Training<DeepState> {
  const { network, images, signal } = bench;
  const { encoder, decoder, codeSize } = network;
  const { height, width, channels, count } = images.shape;
  const k = run.clusters;
  let memory: DynamicMemory = {
    centres: new Float32Array(0),
    pictures: new Float32Array(0),
    thresholds: firstThresholds(run.settings().kappa, k),
    conflicted: count,
  };
  const remember = async (centres: Matrix, thresholds: Thresholds, conflicted: number) => {
    const drawn = tf.tidy(() => decoder.apply(tf.tensor2d(centres.data.slice(), [k, codeSize])));
    try {
      memory = { centres: centres.data, pictures: await readValues(drawn), thresholds, conflicted };
    } finally {
      drawn.dispose();
    }
  };

  return jointTraining(bench, run, {
    variables: {},
    trained: network.variables,
    // The clean pictures are encoded too, without a gradient.
    work: encoder.work + decoder.work + encoder.work / 3,
    normalises: network.normalises,
    encodeAll: () => encodeAll(bench),
    optimizer: (variables) => jointOptimizer(run.settings(), variables),
    async *begin() {
      const options = { clusters: k, rng: bench.rng.fork("start centres"), signal };
      const first = yield* initialPartition(await encodeAll(bench), run.settings(), options);
      await remember(first.centres, firstThresholds(run.settings().kappa, k), count);
    },
    async look(codes, values) {
      let centres = matrix(memory.centres, k, codeSize);
      let q = softAssignment(codes, centres, 1);
      const before = conflictsOf(q, memory.thresholds);
      if (before.count >= memory.conflicted) {
        const rng = bench.rng.fork("renewed centres");
        centres = await renewed(codes, q, centres, values, rng, signal);
        await remember(centres, lowered(memory.thresholds, k), before.count);
        q = softAssignment(codes, centres, 1);
      } else memory = { ...memory, conflicted: before.count };
      const now = conflictsOf(q, memory.thresholds);
      const { thresholds } = memory;
      const shown = { data: memory.centres.slice(), rows: k, cols: codeSize };
      return {
        ...hardAssignment(q),
        centres: shown,
        facts: { conflicted: now.count / count, beta1: thresholds.beta1, beta2: thresholds.beta2 },
        columns: [
          {
            id: "conflicted",
            title: "In conflict",
            help: "1 for a picture that is not sure of its cluster and is still drawn as itself, 0 for one that is drawn as its centre.",
            values: now.conflicted,
          },
        ],
        ...(before.count <= values.tolerance * count ? { end: settled(values.tolerance) } : {}),
        views: async () => [
          await reconstructionView(images, (batch) => decoder.apply(encoder.apply(batch))),
          await decodedCentresView(shown, decoder, images),
          marginView(now, thresholds),
        ],
      };
    },
    loss(rows, values) {
      const clean = images.batch(rows, null, bench.rng);
      const moved = images.batch(rows, augmentationOf(values), bench.rng);
      const targets = dynamicTargets(
        withoutGradient(() => tf.tidy(() => encoder.apply(clean) as tf.Tensor2D)),
        clean,
        {
          codes: tf.tensor2d(memory.centres.slice(), [k, codeSize]),
          pictures: tf.tensor4d(memory.pictures.slice(), [k, height, width, channels]),
          ...memory.thresholds,
        },
      );
      const z = encoder.apply(moved, "training") as tf.Tensor2D;
      const { latent, pictures } = dynamicErrors(z, decoder.apply(z, "training") as tf.Tensor4D, targets);
      const total = tf.add(latent, tf.mul(pictures, values.gamma)) as tf.Scalar;
      return { total, terms: { latent, pictures } };
    },
    memory: {
      save: () => memory,
      restore(state) {
        memory = state as DynamicMemory;
      },
    },
    // Ends by conflicts, not by labels that stay.
    calmLooks: Number.POSITIVE_INFINITY,
  });
}

/** New centres from codes [n, d] and their soft assignment; an empty cluster keeps its own. */
async function renewed(
  codes: Matrix,
  q: Matrix,
  centres: Matrix,
  { renewal, restarts }: Pick<DynamicValues, "renewal" | "restarts">,
  rng: Rng,
  signal: AbortSignal,
): Promise<Matrix> {
  if (renewal === "kmeans") {
    const steps = kmeans(codes, { clusters: centres.rows, restarts, rng, signal });
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value.centres;
      await giveUpThread();
    }
  }
  const { labels } = hardAssignment(q);
  const used = new Set(labels);
  const means = clusterMeans(codes, labels, centres.rows);
  const d = codes.cols;
  for (let j = 0; j < centres.rows; j++) if (!used.has(j)) means.data.set(centres.data.subarray(j * d, (j + 1) * d), j * d);
  return means;
}

function marginView({ margins }: Conflicts, { beta2 }: Thresholds): HistogramView {
  const bins = 40;
  const counts = new Float32Array(bins);
  for (const margin of margins) counts[Math.min(bins - 1, Math.floor(margin * bins))] += 1;
  return {
    kind: "histogram",
    id: "margins",
    title: "Certainty",
    help: "How far each picture's likeliest cluster is above its second. Those left of the line at β₂ are in conflict; training moves the crowd to the right.",
    xTitle: "Likeliest less second likeliest share",
    yTitle: "Images",
    from: 0,
    to: 1,
    counts,
    marks: beta2 > 0 ? [{ title: "β₂", value: beta2 }] : [],
  };
}

function settled(tolerance: number): string {
  return `Settled: at most ${Number((tolerance * 100).toPrecision(2))} % of the images are in conflict about their cluster.`;
}
