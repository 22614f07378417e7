import { integer, number } from "../core/hyperparameters";
import { imageSize } from "../core/images";
import { copyMatrix, type Matrix } from "../core/matrix";
import { defineMethod, epochEvent, stepEvent } from "./method";
import { type KMeansResult, kmeans } from "./parts/kmeans";

type State = {
  readonly restart: number;
  readonly best: {
    readonly labels: Int32Array;
    readonly confidence: Float32Array;
    readonly centres: Float32Array;
    readonly inertia: number;
  } | null;
};

const hyperparameters = {
  restarts: integer({
    label: "Restarts",
    help: "How often to start anew from other centres; the tightest result wins.",
    unit: "restarts",
    default: 10,
    min: 1,
    max: 200,
    live: true,
  }),
  maxIterations: integer({
    label: "At most",
    help: "Iterations after which a restart ends even if centres still move.",
    unit: "iterations",
    default: 300,
    min: 1,
    max: 10000,
    advanced: true,
    live: true,
  }),
  tolerance: number({
    label: "Stop tolerance",
    help: "A restart ends when its centres move less than this, measured against the variance of the pixels.",
    default: 1e-4,
    min: 0,
    max: 1,
    advanced: true,
    live: true,
  }),
} as const;

/** k-means on the pixels: the baseline that every other method has to beat. */
export const kmeansMethod = defineMethod<typeof hyperparameters, State>({
  id: "kmeans",
  title: "k-means on pixels",
  family: "classical",
  summary:
    "Puts every picture with the nearest of k average pictures, then moves the averages, again and again. It compares raw pixels, so it cannot see past a shift or a change of light: the baseline for everything else.",
  reference: {
    authors: "S. Lloyd; D. Arthur and S. Vassilvitskii",
    title: "Least squares quantization in PCM; k-means++: the advantages of careful seeding",
    venue: "IEEE Transactions on Information Theory 28(2); SODA",
    year: 2007,
  },
  departures: [],
  hyperparameters,
  recipes: [],
  async *train(run) {
    const { count } = run.images.shape;
    const codes: Matrix = { data: run.images.pixels, rows: count, cols: imageSize(run.images.shape) };
    let best: KMeansLike | null = run.resumeFrom?.best ? restored(run.resumeFrom.best, run.clusters, codes.cols) : null;
    let restart = run.resumeFrom?.restart ?? 0;
    yield { kind: "phase", phase: "cluster", title: "Moving the centres", epochs: run.settings().restarts, done: restart };
    while (restart < run.settings().restarts) {
      const { maxIterations, tolerance } = run.settings();
      const rng = run.rng.fork(`restart ${restart}`);
      const steps = kmeans(codes, { clusters: run.clusters, restarts: 1, maxIterations, tolerance, rng, signal: run.signal });
      let step = steps.next();
      while (!step.done) {
        yield stepEvent(step.value.stage === "lloyd" ? count : 0);
        step = steps.next();
      }
      restart += 1;
      if (best === null || step.value.inertia < best.inertia) best = step.value;
      const shown: KMeansLike = best;
      const done = restart;
      yield epochEvent<State>({
        epoch: done,
        losses: { inertia: step.value.inertia },
        facts: { bestInertia: shown.inertia, iterations: step.value.iterations },
        snapshot: () => Promise.resolve(pictureOf(codes, shown)),
        save: () => Promise.resolve({ restart: done, best: saved(shown) }),
      });
    }
    if (best === null) throw new Error("k-means needs at least one restart.");
    return { ...pictureOf(codes, best), reason: `The tightest of ${restart} restarts.` };
  },
});

type KMeansLike = Pick<KMeansResult, "labels" | "confidence" | "centres" | "inertia">;

function pictureOf(codes: Matrix, { labels, confidence, centres }: KMeansLike) {
  // The pixels are shared, not copied: nobody changes them, and they may be a gigabyte.
  return { codes, labels: labels.slice(), confidence: confidence.slice(), centres: copyMatrix(centres) };
}

function saved({ labels, confidence, centres, inertia }: KMeansLike): NonNullable<State["best"]> {
  return { labels, confidence, centres: centres.data, inertia };
}

function restored(best: NonNullable<State["best"]>, rows: number, cols: number): KMeansLike {
  return { ...best, centres: { data: best.centres, rows, cols } };
}
