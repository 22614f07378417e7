import type { LiveView } from "../../core/live-view";
import type { Matrix } from "../../core/matrix";
import type { Column } from "../../core/saved-state";
import { leastBatch } from "../../nn/batches";
import type { Figures, TrainingEvent } from "../method";
import { correctionDepartures } from "./correction-recipes";
import { batchWarning, type CorrectionValues } from "./correction-settings";
import { correctionColumns, correctionFacts, correctionViews } from "./correction-views";
import type { SetCorrector } from "./set-corrector";

/** Where the correction departs from its paper (Zhu and Ma 2025), for methods that correct the predictions of a batch. */
export const batchCorrectionDepartures: readonly string[] = [
  "The correction of predictions, off by default, follows Zhu and Ma (2025, J. National University of Defense Technology 47(4)).",
  // The first and the last are about corrections of the whole set.
  ...correctionDepartures.slice(1, -1),
];

/** Tells the user where batches are too small for the correction that they ask for. */
export function* tellSmallBatches(
  values: CorrectionValues,
  images: number,
  batchSize: number,
  clusters: number,
): Generator<Extract<TrainingEvent<never>, { readonly kind: "notice" }>, void, void> {
  const message = batchWarning(values, leastBatch(images, batchSize), clusters);
  if (message !== null) yield { kind: "notice", level: "warning", message };
}

/** What a look at the whole set shows of a correction that is made batch by batch. */
export interface CorrectionLook {
  /** The predictions whose clusters are reported: corrected ones where the settings say so. */
  readonly reported: Matrix;
  readonly facts: Figures;
  readonly columns: readonly Column[];
  readonly views: readonly LiveView[];
}

/**
 * Corrects the predictions q [n, k] of all images once, only to show what the correction does to them; empty where there is none. What
 * they are predictions of is called `one`; only clusters are told for each image.
 */
export async function correctionLook(
  corrector: SetCorrector,
  q: Matrix,
  values: CorrectionValues & { readonly correctLabels?: boolean },
  signal: AbortSignal,
  one = "cluster",
): Promise<CorrectionLook> {
  const correction = await corrector.correct(q, values, signal);
  if (!correction) return { reported: q, facts: {}, columns: [], views: [] };
  return {
    reported: values.correctLabels ? correction.q : q,
    facts: correctionFacts(q, correction),
    columns: correctionColumns(correction).slice(0, one === "cluster" ? 2 : 1),
    views: correctionViews(q, correction, values.correctionTop, one),
  };
}
