import type { Run } from "../method";
import type { JointValues } from "./joint-training";

/** The length of a phase as its user set it, in passes over all pictures. */
export interface PhaseLength {
  readonly passes: number;
  /** Passes between two looks. */
  readonly lookPasses: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

/** `run` with the settings that joint training asks for, where a phase is as long as its user said and not until clusters settle. */
export function inPasses<V, State>(run: Run<V, State>, lengthOf: (values: V) => PhaseLength): Run<V & JointValues, State> {
  return {
    ...run,
    settings() {
      const values = run.settings();
      const { passes, lookPasses, batchSize, learningRate } = lengthOf(values);
      const perPass = Math.ceil(run.images.shape.count / batchSize);
      const steps = { updateInterval: lookPasses * perPass, maxIterations: passes * perPass, passes };
      return { ...values, ...steps, batchSize, learningRate, tolerance: 0 };
    },
  };
}
