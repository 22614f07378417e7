import type { LabState } from "../../store/lab-state";
import { FinishedScores } from "../kit/FinishedScores";
import { LabelScores } from "../kit/LabelScores";
import { useLab, useLabSlowly } from "../use-lab";

const selectHasDataset = (state: LabState) => state.dataset !== null;
const selectHasTruth = (state: LabState) => state.dataset?.truth != null;
const selectHasNoise = (state: LabState) => state.frame?.labels?.includes(-1) ?? false;

/** Every score: against the known labels, and without any. */
export function ScoresPanel() {
  const hasDataset = useLab(selectHasDataset);
  const hasTruth = useLab(selectHasTruth);
  const hasNoise = useLabSlowly(selectHasNoise, 500);
  return (
    <div className="scores">
      {hasDataset && !hasTruth ? (
        <p className="tab-empty">
          Scores of agreement need labels, and these images have none. Put each class into a folder of its own and import the
          parent folder; labels are used for scoring only, and for training only by methods that say so.
        </p>
      ) : (
        <LabelScores />
      )}
      <FinishedScores />
      {hasNoise && (
        <p className="muted">
          Some images are noise: they belong to no cluster. Scores against labels take them as one more cluster, those without
          labels leave them out.
        </p>
      )}
    </div>
  );
}
