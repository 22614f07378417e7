import { boolean, choice, integer, number, type ValuesOf } from "../../core/hyperparameters";
import { autoencoderHyperparameters } from "./autoencoder-settings";
import { initialPartitionHyperparameters } from "./initial-partition-settings";
import { selfTrainingHyperparameters } from "./self-training-settings";

/** What DECS and NNC let their user set: everything that sample stability needs. */
export const stabilityHyperparameters = {
  ...autoencoderHyperparameters,
  ...initialPartitionHyperparameters,
  ...selfTrainingHyperparameters,
  alpha: {
    ...selfTrainingHyperparameters.alpha,
    help: "Of the Student-t kernel that turns distances into soft assignments. The larger it is, the less a far centre counts; NNC's paper takes 3, the code of DECS 0.5.",
    default: 3,
  },
  learningRate: { ...selfTrainingHyperparameters.learningRate, default: 3e-4 },
  updateInterval: {
    ...selfTrainingHyperparameters.updateInterval,
    help: "Steps between two looks at the whole set, at which neighbours and targets are renewed and the change of clusters is measured.",
    default: 60,
  },
  tolerance: {
    ...selfTrainingHyperparameters.tolerance,
    help: "Training ends when a smaller share of the pictures than this changes cluster at three looks in a row, and all pictures have been seen meanwhile. Needs no labels.",
  },
  maxIterations: { ...selfTrainingHyperparameters.maxIterations, default: 2400 },
  stabilityReading: choice({
    label: "Stability of a batch",
    help: "How the stabilities of a batch become one loss: their mean; their sum, which weighs as much as a whole batch of means; or mean and variance together, as in the code published with DECS.",
    group: "Stability",
    options: [
      { value: "mean", label: "Mean" },
      { value: "sum", label: "Sum" },
      { value: "mean-and-variance", label: "Mean and variance" },
    ],
    default: "mean",
  }),
  lambda: number({
    label: "Variance penalty",
    symbol: "λ",
    help: "How much an image's stability loses when some of its clusters are decided and others are not.",
    group: "Stability",
    default: 0.8,
    min: 0,
    max: 4,
    live: true,
  }),
  threshold: choice({
    label: "Certainty threshold",
    symbol: "t",
    help: "The assignment that counts as undecided; training pushes away from it to both sides. Otsu's method finds it anew with every batch, between the low and the high assignments.",
    group: "Stability",
    options: [
      { value: "otsu", label: "Otsu's method" },
      { value: "fixed", label: "Fixed" },
    ],
    default: "otsu",
    advanced: true,
  }),
  fixedThreshold: number({
    label: "Fixed threshold",
    help: "In healthy runs Otsu's method gives 0.35 to 0.47.",
    group: "Stability",
    default: 0.4,
    min: 0.01,
    max: 0.9,
    when: { field: "threshold", is: ["fixed"] },
    advanced: true,
  }),
  thresholdMemory: number({
    label: "Threshold's memory",
    help: "Share of the threshold that stays from batch to batch; at 0 it is that of the last batch alone.",
    group: "Stability",
    default: 0.9,
    min: 0,
    max: 0.99,
    when: { field: "threshold", is: ["otsu"] },
    advanced: true,
  }),
  balanceWeight: number({
    label: "Balance weight",
    symbol: "λ_b",
    help: "Weight of a term that keeps all clusters in use, with ten clusters or fewer; with k of more it counts k/10 times as much. 0.1 and 0.2 keep uneven groups uneven, 1 makes them of one size. Zero at the start, the paper's way, leaves the term out of the whole run; without it one cluster can swallow all others.",
    group: "Guards",
    default: 0.1,
    min: 0,
    max: 10,
    live: true,
  }),
  reconstructionWeight: number({
    label: "Reconstruction weight",
    help: "Weight of the error of redrawn pictures, which keeps the codes faithful to them. Zero at the start drops the decoder, as in the papers.",
    group: "Guards",
    default: 0,
    min: 0,
    max: 100,
    live: true,
  }),
  gradientClip: number({
    label: "Gradient limit",
    help: "Longest gradient of a step, all weights together; longer ones are shortened to it. Zero sets no limit.",
    group: "Guards",
    default: 5,
    min: 0,
    max: 1000,
    advanced: true,
  }),
} as const;

/** What NNC adds. */
export const neighbourHyperparameters = {
  neighbourWeight: number({
    label: "Neighbour weight",
    symbol: "w_NC",
    help: "Weight of the agreement of neighbours. Beside the mean of stabilities 0.004 to 0.02 is the safe band, and from 0.1 on all clusters run into one; beside their sum, as in the paper, 1 is as much as 0.004 for a batch of 256. Zero at the start leaves neighbours out of the whole run.",
    group: "Neighbours",
    default: 0.01,
    min: 0,
    max: 10,
    live: true,
  }),
  neighbourSource: choice({
    label: "Neighbours among",
    help: "Where each picture's nearest neighbour is looked for: among the codes at the start of clustering, for good; among the codes of the moment, as in the paper, which lets errors feed on themselves; or among the pixels.",
    group: "Neighbours",
    options: [
      { value: "start", label: "Codes at the start" },
      { value: "embedding", label: "Codes of the moment" },
      { value: "pixels", label: "Pixels" },
    ],
    default: "start",
  }),
  neighbours: integer({
    label: "Neighbours",
    help: "How many nearest neighbours each picture has; every step takes one of them at random.",
    unit: "images",
    group: "Neighbours",
    default: 1,
    min: 1,
    max: 50,
    advanced: true,
  }),
  neighbourRefresh: integer({
    label: "Neighbours renewed every",
    help: "Looks at the whole set after which neighbours are looked for again.",
    unit: "looks",
    group: "Neighbours",
    default: 1,
    min: 1,
    max: 1000,
    when: { field: "neighbourSource", is: ["embedding"] },
    advanced: true,
  }),
  stopGradient: boolean({
    label: "Hold the neighbour still",
    help: "Only the picture moves to its neighbour and not both to each other, which is steadier and costs a third less.",
    group: "Neighbours",
    default: true,
  }),
  stabilityWeight: number({
    label: "Stability weight",
    symbol: "w_SS",
    help: "Weight of sample stability, which drives every assignment to a clear yes or no.",
    group: "Stability",
    default: 1,
    min: 0,
    max: 1000,
    live: true,
  }),
  klWeight: number({
    label: "Self-training weight",
    help: "Weight of the self-training loss of DEC, whose targets count every cluster alike and so keep them alive. Zero at the start leaves it out of the whole run.",
    group: "Guards",
    default: 0,
    min: 0,
    max: 10,
    live: true,
  }),
} as const;

export type StabilityValues = ValuesOf<typeof stabilityHyperparameters>;
export type NeighbourValues = ValuesOf<typeof neighbourHyperparameters>;
