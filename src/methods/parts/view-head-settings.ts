import { integer, integers, number, type ValuesOf } from "../../core/hyperparameters";
import { autoencoderHyperparameters } from "./autoencoder-settings";
import { viewPairHyperparameters } from "./contrastive-settings";
import { jointTrainingHyperparameters } from "./joint-training-settings";

/** What methods let their user set that train softmax heads on two views of each picture. */
export const viewHeadHyperparameters = {
  ...autoencoderHyperparameters,
  ...viewPairHyperparameters,
  ...jointTrainingHyperparameters,
  learningRate: {
    ...jointTrainingHyperparameters.learningRate,
    help: "Step size of the heads. Lower it when clusters jump or die.",
  },
  encoderRate: number({
    label: "Network's share",
    help: "The network learns at this share of the heads' rate, so that what it knows outlives the first steps of heads that know nothing. One where it starts from random weights too.",
    unit: "fraction",
    group: "Clustering",
    default: 0.1,
    min: 0,
    max: 1,
    live: true,
    advanced: true,
  }),
  tolerance: {
    ...jointTrainingHyperparameters.tolerance,
    help: "Training ends when a smaller share of the pictures than this changes cluster at three looks in a row. Needs no labels.",
  },
  updateInterval: { ...jointTrainingHyperparameters.updateInterval, default: 60 },
  maxIterations: { ...jointTrainingHyperparameters.maxIterations, default: 1800 },
  headWidths: integers({
    label: "Head",
    help: "Units of each layer between the code and the softmax that tells the cluster.",
    group: "Heads",
    default: [128],
    min: 2,
    max: 2048,
    minLength: 1,
    maxLength: 4,
    advanced: true,
  }),
} as const;

/** More clusters than asked for, told by heads that only help to train the network. */
export const overclusteringHyperparameters = {
  overclusters: integer({
    label: "Fine clusters",
    help: "Clusters of a second head, which is only there to teach the network finer differences. Zero leaves it out.",
    unit: "clusters",
    group: "Heads",
    default: 50,
    min: 0,
    max: 1000,
  }),
} as const;

export type ViewHeadValues = ValuesOf<typeof viewHeadHyperparameters>;

/** What the recipes of the papers of these methods share: one network from random weights, trained by comparing views alone to the last step. */
export const fromScratch = {
  colours: "plain",
  start: "scratch",
  keepDecoder: false,
  contrastWeight: 1,
  codeSize: 128,
  encoderRate: 1,
  tolerance: 0,
} as const;
