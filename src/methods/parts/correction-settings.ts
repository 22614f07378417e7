import { boolean, choice, integer, number, type ValuesOf } from "../../core/hyperparameters";
import type { CorrectionRule } from "../../nn/layers/corrected-batch";

const corrects = { field: "correction", is: ["correct", "both", "show"] } as const;
const group = "Correction";

/** What the correction of uncertain predictions lets its user set, in every method that has it. Off unless switched on. */
export const correctionHyperparameters = {
  correction: choice({
    label: "Correct predictions",
    help: "Predictions that waver between clusters can be corrected towards clusters of even size, each beside those that do not waver; and the network can be made to learn more from the pictures that waver. Helps a model that is weak or favours some clusters; with one that is trained well, or with groups of uneven size, it may do harm. Or only see what the correction would make of the predictions: training then goes on without it.",
    group,
    options: [
      { value: "none", label: "No" },
      { value: "correct", label: "Correct" },
      { value: "weight", label: "Weight" },
      { value: "both", label: "Correct and weight" },
      { value: "show", label: "Only show" },
    ],
    default: "none",
    live: true,
  }),
  correctionRule: choice({
    label: "Uncertain are",
    help: "Either the same share of the predictions at every time, those that waver most, or all that waver more than a fixed amount, which become fewer as training goes on.",
    group,
    options: [
      { value: "quantile", label: "A share" },
      { value: "constant", label: "Those above a threshold" },
    ],
    default: "quantile",
    when: corrects,
    live: true,
    advanced: true,
  }),
  correctionThreshold: number({
    label: "Threshold",
    symbol: "τ",
    help: "For a share: the part of the predictions that counts as confident; at 0.75 a quarter is corrected. Otherwise the uncertainty, from 0 to 1, from which on a prediction is corrected. Correcting few is safer.",
    group,
    default: 0.75,
    min: 0,
    max: 1,
    when: corrects,
    live: true,
  }),
  correctionTop: integer({
    label: "Clusters compared",
    symbol: "k",
    help: "Uncertainty is the entropy of this many of a prediction's largest probabilities; with two it asks only whether the first is clearly ahead of the second.",
    unit: "clusters",
    group,
    default: 3,
    min: 2,
    max: 100,
    when: { field: "correction", is: ["correct", "weight", "both", "show"] },
    live: true,
    advanced: true,
  }),
  correctionPrior: number({
    label: "Estimated sizes",
    symbol: "ρ",
    help: "What sizes clusters should have: at 0 all the same, at 1 those that the model's own predictions have had on average, in between a mixture. Try 0.5 for groups of uneven size.",
    group,
    default: 0,
    min: 0,
    max: 1,
    when: corrects,
    live: true,
  }),
  correctionMemory: number({
    label: "Memory of sizes",
    help: "Share of the estimated sizes that stays each time they are estimated anew.",
    group,
    default: 0.9,
    min: 0,
    max: 0.999,
    when: corrects,
    live: true,
    advanced: true,
  }),
  correctionExponent: number({
    label: "Sharpness",
    symbol: "λ",
    help: "Power to which predictions are raised before they are corrected. 1 keeps them; above it they resist correction more and end sharper, below it less.",
    group,
    default: 1,
    min: 0.05,
    max: 50,
    scale: "log",
    when: corrects,
    live: true,
    advanced: true,
  }),
  correctionIterations: integer({
    label: "Correction alternations",
    help: "How often clusters are brought to their sizes and predictions to a sum of one in turn.",
    group,
    default: 3,
    min: 1,
    max: 100,
    when: corrects,
    live: true,
    advanced: true,
  }),
  correctionReferences: integer({
    label: "Confident at most",
    help: "Confident predictions that each uncertain one is corrected beside; where there are more, so many are picked evenly from all clusters.",
    unit: "images",
    group,
    default: 1000,
    min: 20,
    max: 5000,
    when: corrects,
    live: true,
    advanced: true,
  }),
} as const;

/** For methods that report the clusters of predictions over the whole set: whether these are the corrected ones. */
export const correctedLabelsHyperparameters = {
  correctLabels: boolean({
    label: "Report corrected clusters",
    help: "Shows and reports each picture's cluster after the correction; otherwise what the correction makes of predictions is there to train with, or to see beside them.",
    group,
    default: false,
    when: corrects,
    live: true,
    advanced: true,
  }),
} as const;

export type CorrectionValues = ValuesOf<typeof correctionHyperparameters>;

export function correctionRuleOf(values: CorrectionValues): CorrectionRule {
  return {
    top: values.correctionTop,
    rule: values.correctionRule,
    threshold: values.correctionThreshold,
    references: values.correctionReferences,
    exponent: values.correctionExponent,
    iterations: values.correctionIterations,
  };
}

/** Whether the network is trained towards corrected predictions. */
export const correctsTargets = ({ correction }: CorrectionValues): boolean => correction === "correct" || correction === "both";
/** Whether predictions of the whole set are corrected, be it only to be seen. */
export const correctsPredictions = (values: CorrectionValues): boolean => correctsTargets(values) || values.correction === "show";
export const weighsSamples = ({ correction }: CorrectionValues): boolean => correction === "weight" || correction === "both";

/** Images of a batch at least for each cluster, or the batch itself cannot be of even sizes. */
const leastEach = 5;

/** For methods that correct the predictions of a batch, the smallest of which has `images`: a sentence where that is too few, else null. */
export function batchWarning(values: CorrectionValues, images: number, clusters: number): string | null {
  if (!correctsTargets(values) || images >= leastEach * clusters) return null;
  return `Batches of ${images} images are too small to correct predictions of ${clusters} clusters towards even sizes: chance alone makes them uneven. Take at least ${leastEach * clusters}.`;
}
