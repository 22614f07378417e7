import { learningRateAt } from "../../nn/schedules";
import type { Run } from "../method";
import type { JointValues } from "./joint-training";
import type { DeepState } from "./workbench";

/** A stage of a method that counts in passes over the images. */
export interface Stage {
  readonly epochs: number;
  /** Passes between two looks at the whole set. */
  readonly lookEvery: number;
  readonly learningRate: number;
}

/** The run as joint training wants it, counted in steps; it ends when its passes are done, and not before. */
export function stageRun<V extends { readonly batchSize: number }>(
  run: Run<V, DeepState>,
  stageOf: (values: V) => Stage,
): Run<V & JointValues, DeepState> {
  return {
    ...run,
    settings() {
      const values = run.settings();
      const { epochs, lookEvery, learningRate } = stageOf(values);
      const steps = Math.ceil(run.images.shape.count / values.batchSize);
      const counted = { maxIterations: epochs * steps, passes: epochs, updateInterval: lookEvery * steps };
      return { ...values, learningRate, tolerance: 0, ...counted };
    },
  };
}

/** What is left of the learning rate in the last step of a stage that slows down. */
const lastShare = 0.02;

/** The learning rate of update `iteration`: that of the settings, or half a cosine wave down from it over the stage. */
export function stageRate(
  { learningRate, maxIterations, slowsDown }: JointValues & { readonly slowsDown: boolean },
  iteration: number,
): number {
  if (!slowsDown) return learningRate;
  return learningRateAt({ kind: "cosine", steps: maxIterations, floor: lastShare }, iteration, learningRate);
}
