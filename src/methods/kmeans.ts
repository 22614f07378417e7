import { choice, integer, number } from "../core/hyperparameters";
import { copyMatrix, type Matrix } from "../core/matrix";
import type { Snapshot } from "../core/saved-state";
import { defineMethod, epochEvent, MethodError, restartsPhase, stepEvent } from "./method";
import { collapseFacts, collapseNotices } from "./parts/collapse-monitor";
import { featureHyperparameters, featuresOf } from "./parts/features";
import { type KMeansResult, type KMeansStep, kmeans } from "./parts/kmeans";
import { miniBatchKMeans } from "./parts/kmeans-mini-batch";
import { separationOf } from "./parts/kmeans-separation";

type State = {
  readonly restart: number;
  readonly best: {
    readonly labels: Int32Array;
    readonly centres: Float32Array;
    readonly inertia: number;
  } | null;
};

/**
 * Images times values from which "automatic" takes mini-batches. One restart on MNIST with k = 10, measured on one core: 70,000
 * images 7 s by Lloyd and 3.5 s by mini-batches with 1 % more inertia; 20,000 2.6 s and 1.1 s. Below it Lloyd's bounds leave too little to gain.
 */
const mostForLloyd = 5e7;

const hyperparameters = {
  ...featureHyperparameters,
  restarts: integer({
    label: "Restarts",
    help: "How often to start anew from other centres; the tightest result wins.",
    unit: "restarts",
    default: 10,
    min: 1,
    max: 200,
    live: true,
  }),
  algorithm: choice({
    label: "Algorithm",
    help: "Lloyd looks at all images in every iteration. Mini-batch looks at a few drawn at random: much faster on many images, and one or two percent less tight. Automatic takes mini-batches from 50 million values on, such as 64,000 images of 28 x 28.",
    default: "auto",
    options: [
      { value: "auto", label: "automatic" },
      { value: "lloyd", label: "Lloyd" },
      { value: "mini-batch", label: "mini-batch" },
    ],
  }),
  maxIterations: integer({
    label: "At most",
    help: "Iterations after which a restart ends even if centres still move; with mini-batches, passes through as many images as there are.",
    unit: "iterations",
    default: 300,
    min: 1,
    max: 10000,
    advanced: true,
    live: true,
  }),
  tolerance: number({
    label: "Stop tolerance",
    help: "A restart ends when its centres move less than this, measured against the variance of the values. Mini-batches end when they bring nothing more.",
    default: 1e-4,
    min: 0,
    max: 1,
    advanced: true,
    live: true,
    when: { field: "algorithm", is: ["auto", "lloyd"] },
  }),
  batchSize: integer({
    label: "Batch size",
    help: "Images drawn for one step of the centres. Larger ones are steadier and slower.",
    symbol: "b",
    unit: "images",
    default: 1024,
    min: 1,
    max: 100_000,
    advanced: true,
    live: true,
    when: { field: "algorithm", is: ["auto", "mini-batch"] },
  }),
} as const;

/** k-means on pixels or codes: the baseline that every other method has to beat. */
export const kmeansMethod = defineMethod<typeof hyperparameters, State>({
  id: "kmeans",
  title: "k-means",
  family: "classical",
  summary:
    "Puts every picture with the nearest of k averages, then moves the averages, again and again. On raw pixels it cannot see past a shift or a change of light: the baseline for everything else. On the codes of another method it shows what they are worth.",
  takeWhen:
    "Take it for a first look, as the baseline: fast, without training; of digits' pixels 67 % right, of leaves' 34 %, 47 % with their colours evened out.",
  reference: {
    authors: "S. Lloyd; D. Arthur and S. Vassilvitskii; D. Sculley",
    title: "Least squares quantization in PCM; k-means++: the advantages of careful seeding; Web-scale k-means clustering",
    venue: "IEEE Transactions on Information Theory 28(2); SODA; WWW",
    year: 2010,
  },
  departures: [
    "Mini-batches start from k-means++ centres in a sample and stop by the rule of scikit-learn, neither of which is in Sculley's paper; every restart runs to its end, where scikit-learn only compares the starts.",
  ],
  hyperparameters,
  recipes: [],
  takesCodes: true,
  async *train(run) {
    const codes = await featuresOf(run);
    const { rows: count, cols } = codes;
    if (run.clusters > count)
      throw new MethodError(
        `k-means can't find ${run.clusters} clusters in ${count} images; ask for at most ${count}, or add images.`,
      );
    let restart = run.resumeFrom?.restart ?? 0;
    yield restartsPhase("Moving the centres", run.settings().restarts, restart);
    let best: Shown | null = run.resumeFrom?.best ? yield* restored(codes, run.resumeFrom.best, run.clusters) : null;
    while (restart < run.settings().restarts) {
      const { algorithm, maxIterations, tolerance, batchSize } = run.settings();
      const rng = run.rng.fork(`restart ${restart}`);
      const { clusters, signal } = run;
      const inBatches = algorithm === "mini-batch" || (algorithm === "auto" && count * cols >= mostForLloyd);
      const steps = inBatches
        ? miniBatchKMeans(codes, { clusters, rng, batchSize, maxPasses: maxIterations, signal })
        : kmeans(codes, { clusters, restarts: 1, maxIterations, tolerance, rng, signal });
      const looks: Partial<Record<KMeansStep["stage"], number>> = { lloyd: count, batch: Math.min(count, batchSize) };
      let step = steps.next();
      while (!step.done) {
        yield stepEvent(looks[step.value.stage] ?? 0);
        step = steps.next();
      }
      restart += 1;
      if (best === null || step.value.inertia < best.inertia) best = step.value;
      const shown: Shown = best;
      const done = restart;
      yield epochEvent<State>({
        epoch: done,
        phaseEpochs: run.settings().restarts,
        losses: { inertia: step.value.inertia },
        facts: { ...collapseFacts(shown.labels, clusters), bestInertia: shown.inertia, iterations: step.value.iterations },
        attempt: step.value.labels.slice(),
        snapshot: () => Promise.resolve(pictureOf(codes, shown)),
        save: () => Promise.resolve({ restart: done, best: saved(shown) }),
      });
    }
    if (best === null) throw new Error("k-means needs at least one restart.");
    yield* collapseNotices(best.labels, run.clusters);
    const { labels } = best;
    return {
      ...pictureOf(codes, best),
      labels: labels.slice(),
      reason: restart === 1 ? "Clustered from one start." : `The tightest of ${restart} restarts.`,
    };
  },
});

type Shown = Pick<KMeansResult, "labels" | "confidence" | "distances" | "centres" | "inertia">;

function pictureOf(codes: Matrix, { labels, confidence, distances, centres }: Shown): Snapshot {
  const distance = {
    id: "distance",
    title: "Distance to centre",
    help: "How far the image lies from the centre of its cluster, in the units of what was clustered.",
    values: distances.map(Math.sqrt),
  };
  // The codes are shared, not copied: nobody changes them, and pixels may be a gigabyte.
  return {
    codes,
    labels: labels.slice(),
    confidence: confidence.slice(),
    centres: copyMatrix(centres),
    columns: [distance],
  };
}

function saved({ labels, centres, inertia }: Shown): NonNullable<State["best"]> {
  return { labels, centres: centres.data, inertia };
}

function* restored(codes: Matrix, { labels, centres: data, inertia }: NonNullable<State["best"]>, clusters: number) {
  const centres: Matrix = { data, rows: clusters, cols: codes.cols };
  const parts = separationOf(codes, centres, labels);
  let part = parts.next();
  while (!part.done) {
    yield stepEvent(0);
    part = parts.next();
  }
  return { labels, centres, inertia, ...part.value } satisfies Shown;
}
