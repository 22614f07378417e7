import { boolean, choice, integer, integers, number, type ValuesOf } from "../../core/hyperparameters";
import { viewAugmentationHyperparameters } from "./view-augmentation-settings";

const group = "Contrast";

/** What every method that compares two views of each picture lets its user set. */
export const viewPairHyperparameters = {
  ...viewAugmentationHyperparameters,
  start: choice({
    label: "Start from",
    help: "A pretrained autoencoder, whose codes are sensible from the first step, or random weights, as in the papers, which takes very many steps.",
    group,
    options: [
      { value: "autoencoder", label: "A pretrained autoencoder" },
      { value: "scratch", label: "Random weights" },
    ],
    default: "autoencoder",
  }),
  keepDecoder: boolean({
    label: "Keep redrawing",
    help: "Pictures must still be redrawn from their codes while views are compared, which keeps codes faithful to the pictures. Comparing alone may drop what clusters need.",
    group,
    default: true,
  }),
  contrastWeight: number({
    label: "Contrast weight",
    help: "Weight of comparing views; redrawing has weight 1. Without redrawing it only scales the loss.",
    group,
    default: 0.01,
    min: 0,
    max: 100,
    scale: "linear",
    live: true,
  }),
} as const;

export const projectionHyperparameters = {
  temperature: number({
    label: "Temperature",
    symbol: "τ",
    help: "Cosines are divided by it. A low one pushes away above all the pictures that are most alike, also those of one kind; a high one pushes all alike.",
    group,
    default: 0.5,
    min: 0.01,
    max: 10,
    scale: "log",
    live: true,
  }),
  projectionWidths: integers({
    label: "Projection",
    help: "Units of each layer between the code and what is compared; the last number is the size of what is compared. Thrown away afterwards.",
    group,
    default: [128, 128],
    min: 2,
    max: 2048,
    minLength: 1,
    maxLength: 4,
    advanced: true,
  }),
} as const;

/** What pretraining by comparing views adds to those of an autoencoder. */
export const contrastiveHyperparameters = {
  ...viewPairHyperparameters,
  ...projectionHyperparameters,
  contrastEpochs: integer({
    label: "Contrast length",
    help: "Passes over all pictures in which views are compared.",
    unit: "epochs",
    group,
    default: 60,
    min: 1,
    max: 2000,
    live: true,
  }),
  contrastLearningRate: number({
    label: "Contrast learning rate",
    help: "Step size of Adam while views are compared.",
    group,
    default: 3e-4,
    min: 1e-6,
    max: 1,
    scale: "log",
    live: true,
    advanced: true,
  }),
} as const;

export type ViewPairValues = ValuesOf<typeof viewPairHyperparameters>;
export type ContrastiveValues = ValuesOf<typeof contrastiveHyperparameters>;
