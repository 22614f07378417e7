import { integer, integers, number } from "../../core/hyperparameters";
import { autoencoderHyperparameters } from "./autoencoder-settings";
import { jointTrainingHyperparameters } from "./joint-training-settings";

/** What DSCDAN lets its user set of the dual autoencoder. */
export const dualHyperparameters = {
  pretrainEpochs: {
    ...autoencoderHyperparameters.pretrainEpochs,
    help: "Passes over all pictures before clustering starts. Zero chooses 150 passes, but at least 1,500 steps and at most 6,000, and as few as three tenths of that where a pass costs much, as on the default network with pictures of 28 by 28: each is redrawn twice in it.",
  },
  relationWeight: number({
    label: "Relation weight",
    symbol: "δ",
    help: "Weight of the difference between the pictures redrawn from the clean and from the disturbed code, both summed over pixels. It makes codes that hold against noise.",
    group: "Dual autoencoder",
    default: 0.5,
    min: 0,
    max: 100,
    advanced: true,
  }),
  informationWeight: number({
    label: "Information weight",
    symbol: "β",
    help: "Weight of the two discriminators, which make a code tell as much of its picture as it can.",
    group: "Dual autoencoder",
    default: 0.1,
    min: 0,
    max: 100,
    advanced: true,
  }),
  priorWeight: number({
    label: "Prior weight",
    symbol: "γ",
    help: "Weight of the distance of the disturbed codes from standard normal numbers. Too large and all codes become alike.",
    group: "Dual autoencoder",
    default: 0.2,
    min: 0,
    max: 100,
    advanced: true,
  }),
} as const;

/** … and of the spectral layer and its training together with the network. */
export const spectralHyperparameters = {
  neighbours: integer({
    label: "Neighbours",
    help: "How many nearest codes each picture is tied to in the graph that the spectral layer cuts.",
    unit: "images",
    group: "Spectral layer",
    default: 10,
    min: 1,
    max: 100,
  }),
  spectralWidths: integers({
    label: "Spectral layer widths",
    help: "Units of each hidden layer between a code and its place among the clusters.",
    group: "Spectral layer",
    default: [128, 128],
    min: 1,
    max: 2048,
    minLength: 1,
    maxLength: 5,
    advanced: true,
  }),
  spectralSteps: integer({
    label: "Steps a look",
    help: "How many batches of neighbours the spectral layer learns from at each look at the whole set; four times as many at the first.",
    unit: "steps",
    group: "Spectral layer",
    default: 100,
    min: 1,
    max: 10000,
    live: true,
  }),
  spectralBatch: integer({
    label: "Pairs a batch",
    help: "Pairs of neighbours in one step of the spectral layer, whose outputs are made orthonormal together.",
    unit: "pairs",
    group: "Spectral layer",
    default: 256,
    min: 16,
    max: 2048,
    advanced: true,
  }),
  spectralWeight: number({
    label: "Spectral weight",
    help: "How strongly the encoder is drawn to put neighbours in one place of the spectral layer, beside the dual autoencoder's losses.",
    group: "Spectral layer",
    default: 1,
    min: 0,
    max: 100,
    live: true,
  }),
  restarts: integer({
    label: "Restarts",
    help: "How often k-means starts anew in the spectral layer's space to find the first clusters; the tightest result wins.",
    unit: "restarts",
    group: "Spectral layer",
    default: 20,
    min: 1,
    max: 200,
    advanced: true,
  }),
  ...jointTrainingHyperparameters,
  updateInterval: { ...jointTrainingHyperparameters.updateInterval, default: 75 },
  maxIterations: { ...jointTrainingHyperparameters.maxIterations, default: 750 },
} as const;
