import type { TrainingEvent } from "../method";
import { correctionDepartures } from "./correction-recipes";
import { batchWarning, type CorrectionValues } from "./correction-settings";

/** Where the correction departs from its paper (Zhu and Ma 2025), for methods that correct the predictions of a batch. */
export const batchCorrectionDepartures: readonly string[] = [
  "The correction of predictions, off by default, follows Zhu and Ma (2025, J. National University of Defense Technology 47(4)).",
  // The first and the last are about corrections of the whole set.
  ...correctionDepartures.slice(1, -1),
];

/** Tells the user where batches are too small for the correction that they ask for. */
export function* tellSmallBatches(
  values: CorrectionValues,
  batchSize: number,
  clusters: number,
): Generator<Extract<TrainingEvent<never>, { readonly kind: "notice" }>, void, void> {
  const message = batchWarning(values, batchSize, clusters);
  if (message !== null) yield { kind: "notice", level: "warning", message };
}
