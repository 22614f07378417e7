import { choice, integer, integers, number, type ValuesOf } from "../../core/hyperparameters";
import { autoencoderHyperparameters } from "./autoencoder-settings";
import { correctionHyperparameters } from "./correction-settings";
import { initialPartitionHyperparameters } from "./initial-partition-settings";
import { knownLabelHyperparameters } from "./known-label-settings";
import { selfTrainingHyperparameters } from "./self-training-settings";
import { stageContrast } from "./stage-contrast-settings";
import { viewAugmentationHyperparameters } from "./view-augmentation-settings";

const group = "Discovery";

/** What SimGCD lets its user set. */
export const simgcdHyperparameters = {
  ...autoencoderHyperparameters,
  ...viewAugmentationHyperparameters,
  ...knownLabelHyperparameters,
  ...initialPartitionHyperparameters,
  headStart: {
    ...stageContrast.headStart,
    label: "Clusters start from",
    help: "What is known of the clusters at first: a division of the codes in which the known classes are found again, taught in a few passes; or nothing, as in the paper, when new classes have to form by themselves.",
    group: "Start",
    options: [
      { value: "partition", label: "First clusters" },
      { value: "random", label: "Chance" },
    ],
  },
  headStartEpochs: {
    ...stageContrast.headStartEpochs,
    help: "Passes over all codes in which the first clusters are learned.",
    group: "Start",
  },
  discoveryTrains: choice({
    label: "Trained",
    help: "Only the layers behind the codes, which is fast and keeps the codes as they are; or the whole network, as in the paper.",
    group,
    options: [
      { value: "heads", label: "The heads" },
      { value: "all", label: "Network and heads" },
    ],
    default: "heads",
  }),
  trunkWidth: integer({
    label: "Width behind the code",
    help: "Units of two layers between the code and the clusters, since ten numbers are too few for straight cuts; zero for none.",
    unit: "units, 0 for none",
    group,
    default: 128,
    min: 0,
    max: 1024,
    advanced: true,
  }),
  projectionWidths: integers({
    label: "Projection",
    help: "Units of each layer of the head in which views are compared; thrown away afterwards.",
    group,
    default: [128, 64],
    min: 2,
    max: 2048,
    minLength: 1,
    maxLength: 4,
    advanced: true,
  }),
  studentTemperature: number({
    label: "Student's temperature",
    help: "Cosines are divided by it before they become a prediction.",
    group,
    default: 0.1,
    min: 0.01,
    max: 1,
    scale: "log",
    advanced: true,
  }),
  teacherFrom: number({
    label: "Teacher's temperature at first",
    help: "That of the other view's prediction, which this one has to learn: the lower, the surer the teacher.",
    group,
    default: 0.07,
    min: 0.005,
    max: 1,
    scale: "log",
    advanced: true,
  }),
  teacherTo: number({
    label: "Teacher's temperature later",
    help: "To which it falls while the network learns to be sure.",
    group,
    default: 0.04,
    min: 0.005,
    max: 1,
    scale: "log",
    advanced: true,
  }),
  teacherPasses: integer({
    label: "Falls during",
    help: "Passes in which the teacher's temperature falls.",
    unit: "passes",
    group,
    default: 15,
    min: 0,
    max: 2000,
    advanced: true,
  }),
  entropyWeight: number({
    label: "Entropy weight",
    symbol: "ε",
    help: "How strongly clusters are kept at one size; without it new classes are swallowed by the known ones.",
    group,
    default: 1,
    min: 0,
    max: 20,
    live: true,
  }),
  supervisedWeight: number({
    label: "Weight of given labels",
    symbol: "λ",
    help: "Share of the loss that belongs to the given labels; the rest belongs to all pictures together.",
    unit: "fraction",
    group,
    default: 0.35,
    min: 0,
    max: 1,
    live: true,
  }),
  contrastWeight: number({
    label: "Contrast weight",
    help: "How much comparing views, and pictures of one given label, counts beside the clusters; zero leaves it out.",
    group,
    default: 1,
    min: 0,
    max: 20,
    live: true,
  }),
  contrastTemperature: number({
    label: "Contrast temperature",
    help: "Of comparing views; that of comparing pictures of one label is 0.07 as in the paper.",
    group,
    default: 1,
    min: 0.01,
    max: 10,
    scale: "log",
    advanced: true,
  }),
  learningRate: { ...selfTrainingHyperparameters.learningRate, help: "Step size of discovery.", group },
  discoveryPasses: integer({
    label: "Passes",
    help: "Passes over all pictures.",
    unit: "passes",
    group,
    default: 50,
    min: 1,
    max: 5000,
    live: true,
  }),
  lookPasses: integer({
    label: "Look interval",
    help: "Passes between two looks at the whole set, which tell the clusters.",
    unit: "passes",
    group,
    default: 5,
    min: 1,
    max: 1000,
    live: true,
    advanced: true,
  }),
  ...correctionHyperparameters,
} as const;

export type SimgcdValues = ValuesOf<typeof simgcdHyperparameters>;
