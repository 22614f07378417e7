import { choice, integer, number, type ValuesOf } from "../../core/hyperparameters";
import { learningRateAt } from "../../nn/schedules";
import { kMeansPartitionHyperparameters } from "./initial-partition-settings";
import { vaeHyperparameters } from "./vae-settings";

/** How the training of a variational autoencoder goes on, whatever its prior. */
export const vaeTrainingHyperparameters = {
  reconstructionWeight: number({
    label: "Redrawing weight",
    help: "Weight of redrawing the pictures; keeping codes close to the prior has weight 1. More keeps detail, less tightens clusters.",
    group: "Clustering",
    default: 1,
    min: 0,
    max: 1000,
    live: true,
    advanced: true,
  }),
  klWarmup: number({
    label: "Warm-up",
    help: "Passes over the images during which the pull of the prior grows from nothing to its full weight. Without it, codes may collapse before the decoder has learnt to use them. At most nine tenths of the steps.",
    unit: "passes",
    group: "Clustering",
    default: 20,
    min: 0,
    max: 1000,
    advanced: true,
  }),
  learningRate: number({
    label: "Learning rate",
    symbol: "η",
    help: "Step size of Adam after pretraining. Lower it when clusters die.",
    group: "Clustering",
    default: 1e-3,
    min: 1e-6,
    max: 1,
    scale: "log",
    live: true,
  }),
  learningRateDecay: number({
    label: "Decay",
    help: "Factor of the learning rate after every ten passes over the images.",
    unit: "factor a 10 epochs",
    group: "Clustering",
    default: 0.95,
    min: 0.1,
    max: 1,
    live: true,
    advanced: true,
  }),
  updateInterval: integer({
    label: "Look interval",
    help: "Steps between two looks at the whole set.",
    unit: "steps",
    group: "Clustering",
    default: 75,
    min: 1,
    max: 10000,
    live: true,
  }),
  tolerance: number({
    label: "Stop tolerance",
    help: "Training ends when a smaller share of the pictures than this changes cluster between two looks. Zero goes on to the last step: labels settle long before the pictures do.",
    unit: "fraction",
    group: "Clustering",
    default: 0,
    min: 0,
    max: 1,
    live: true,
    advanced: true,
  }),
  maxIterations: integer({
    label: "At most",
    help: "Steps after which training ends.",
    unit: "steps",
    group: "Clustering",
    default: 3000,
    min: 0,
    max: 200000,
    live: true,
  }),
} as const;

/** What VaDE lets its user set. */
export const vadeHyperparameters = {
  ...vaeHyperparameters,
  ...kMeansPartitionHyperparameters,
  firstVariances: choice({
    label: "First variances",
    help: "The shape of each cluster's Gaussian at the start. One for all is safe: no cluster swallows another. Fitted ones follow each cluster from the first step, and may kill small ones.",
    group: "Start",
    options: [
      { value: "pooled", label: "One for all" },
      { value: "fitted", label: "Fitted to each cluster" },
    ],
    default: "pooled",
  }),
  holdStart: number({
    label: "Hold the first clusters",
    help: "Passes during which every image stays in its first cluster while network and Gaussians learn to tell these clusters apart. Zero lets memberships flow from the first step, as the paper does; then the codes' plain distances undo part of what a good start has found. At most nine tenths of the steps.",
    unit: "passes",
    group: "Start",
    default: 20,
    min: 0,
    max: 1000,
  }),
  dual: number({
    label: "Weight of the target",
    help: "Of KL(P‖γ), which draws memberships to a sharpened copy of themselves, renewed at every look, as DEC does. SDCN gives it a tenth of the mean error of a pixel, which for 256 pixels is 25 here. Zero is VaDE as published.",
    group: "Clustering",
    default: 0,
    min: 0,
    max: 1000,
    live: true,
    advanced: true,
  }),
  ...vaeTrainingHyperparameters,
  // On ten thousand digits hardly more than the passes for which the first clusters are held: once memberships flow, the bound draws
  // them away from kinds of pictures.
  maxIterations: { ...vaeTrainingHyperparameters.maxIterations, default: 1800 },
} as const;

/** Where a mixture that starts from "gmm" and is then "fitted" departs from what was published. */
export const fittedMixtureDeparture =
  "Where the start is a Gaussian mixture with fitted variances, two mixtures are fitted one after the other: one of leaning Gaussians, the likeliest of several, finds the first clusters, and one of upright Gaussians, which is what training goes on with, starts from these; published code fits the upright one alone.";

export type VaeTrainingValues = ValuesOf<typeof vaeTrainingHyperparameters>;
export type VadeValues = ValuesOf<typeof vadeHyperparameters>;

/** Passes between two decays of the learning rate. */
const decayPasses = 10;
/** Share of all steps that warm-up and hold may take: passes over many images are more steps than there are. */
const longestBeginning = 0.9;

/** When things happen in a training of `images` pictures in batches: counted in passes, which are the same for few and for many. */
export class VaeCalendar {
  readonly #stepsInPass: number;

  constructor(images: number, batchSize: number) {
    this.#stepsInPass = Math.ceil(images / batchSize);
  }

  /** Of update `iteration`, from 0. */
  learningRate({ learningRate, learningRateDecay }: VaeTrainingValues, iteration: number): number {
    const every = decayPasses * this.#stepsInPass;
    const milestones = Array.from({ length: Math.floor(iteration / every) }, (_, i) => (i + 1) * every);
    return learningRateAt({ kind: "step", milestones, gamma: learningRateDecay }, iteration, learningRate);
  }

  /** Weight of the prior's pull in update `iteration`: from just above 0 to 1. */
  priorWeight({ klWarmup, maxIterations }: VaeTrainingValues, iteration: number): number {
    const warmup = this.#beginning(klWarmup, maxIterations);
    return warmup <= iteration + 1 ? 1 : (iteration + 1) / warmup;
  }

  /** Whether update `iteration` still holds every image in its first cluster. */
  holdsStart({ holdStart, maxIterations }: Pick<VadeValues, "holdStart" | "maxIterations">, iteration: number): boolean {
    return iteration < this.#beginning(holdStart, maxIterations);
  }

  /** Steps of a beginning of `passes`, after which some are left however many images there are. */
  #beginning(passes: number, maxIterations: number): number {
    return Math.min(passes * this.#stepsInPass, Math.floor(longestBeginning * maxIterations));
  }
}
