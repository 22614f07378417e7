import type { ValuesOf } from "../../core/hyperparameters";
import { adam, type Optimizer, sgd } from "../../nn/optimizers";
import type * as tf from "../../nn/tfjs";
import { selfTrainingHyperparameters } from "./self-training-settings";

const { optimizer, learningRate, momentum, updateInterval, tolerance, maxIterations } = selfTrainingHyperparameters;

/** What methods that pull codes to centres let their user set of the phase that does so; as of DEC, but for what a look is for. */
export const jointTrainingHyperparameters = {
  optimizer,
  learningRate,
  momentum,
  updateInterval: {
    ...updateInterval,
    label: "Look interval",
    help: "Steps between two looks at the whole set, which tell the clusters and decide whether training goes on.",
    default: 40,
  },
  tolerance: {
    ...tolerance,
    help: "Training ends when a smaller share of the pictures than this changes cluster between two looks. Needs no labels.",
  },
  maxIterations: { ...maxIterations, default: 1200 },
} as const;

export type JointTrainingValues = ValuesOf<typeof jointTrainingHyperparameters>;

/** The optimiser that the settings name, for `variables`. */
export function jointOptimizer(
  values: Pick<JointTrainingValues, "optimizer" | "momentum">,
  variables: Readonly<Record<string, tf.Variable>>,
): Optimizer {
  return values.optimizer === "sgd" ? sgd(variables, { momentum: values.momentum }) : adam(variables);
}
