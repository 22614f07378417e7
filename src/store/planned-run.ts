import type { Checkpoint, DatasetSummary, FeatureSummary, KeptCodes, MethodDescriptor, RunRequest } from "../worker/protocol";
import { chosenInput, codesToCluster } from "./chosen-input";
import type { LabState } from "./lab-state";
import { chosenMethod, valuesOfMethod } from "./recipe-slice";

/** A run that would start now: what the engine is asked for, and what of it the page knows. */
export interface PlannedRun {
  readonly method: MethodDescriptor;
  readonly dataset: DatasetSummary;
  readonly codes: KeptCodes | null;
  /** What is learned from in the place of the pictures. */
  readonly features: FeatureSummary | null;
  readonly request: Omit<RunRequest, "runId" | "pace">;
}

/** What the form says, or the checkpoint to go on from; null without images or methods. */
export function plannedRun(state: LabState, resumeFrom: Checkpoint | null): PlannedRun | null {
  const { dataset } = state;
  const method = chosenMethod(state);
  if (!dataset || !method) return null;
  const onFeatures = resumeFrom ? resumeFrom.featuresHash !== undefined : chosenInput(state) === "features";
  const codes = codesToCluster(state, onFeatures);
  return {
    method,
    dataset,
    codes,
    features: onFeatures ? state.features : null,
    request: {
      datasetId: dataset.datasetId,
      methodId: method.id,
      values: resumeFrom ? { ...resumeFrom.values } : valuesOfMethod(state, method),
      clusters: resumeFrom?.clusters ?? state.clusterCount,
      seed: resumeFrom?.seed ?? state.seed,
      ...(onFeatures ? { input: "features" } : {}),
      ...(codes ? { codes: { kind: "run", runId: codes.runId } } : {}),
      ...(resumeFrom ? { resumeFrom } : {}),
    },
  };
}
