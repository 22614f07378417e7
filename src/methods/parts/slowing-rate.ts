import { learningRateAt } from "../../nn/schedules";
import type { JointValues } from "./joint-training";

/** What is left of the learning rate in the last step of a stage that slows down. */
const lastShare = 0.02;

/** The learning rate of update `iteration`: that of the settings, or half a cosine wave down from it over the stage. */
export function slowingRate(
  { learningRate, maxIterations, slowsDown }: JointValues & { readonly slowsDown: boolean },
  iteration: number,
): number {
  if (!slowsDown) return learningRate;
  return learningRateAt({ kind: "cosine", steps: maxIterations, floor: lastShare }, iteration, learningRate);
}
