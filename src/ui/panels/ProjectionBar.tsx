import { NativeSelect, Popover, UnstyledButton } from "@mantine/core";
import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import type { LabState } from "../../store/lab-state";
import { valuesOfProjector } from "../../store/projection-slice";
import { HyperparameterForm } from "../fields/HyperparameterForm";
import { count } from "../format";
import { qualityText } from "../kit/quality-text";
import { useLab, useLabApi, useLabSlowly } from "../use-lab";

const selectProjectors = (state: LabState) => state.projectors;
const selectProjectorId = (state: LabState) => state.projectorId;
const selectQuality = (state: LabState) => state.projectionQuality;
const selectValues = (state: LabState) => state.valuesByProjector;
const selectBusy = (state: LabState) => state.projecting !== null;
const selectNote = (state: LabState) => {
  const { projecting, projection, projectorId, frame } = state;
  if (projecting) {
    const { stage, step, steps } = projecting;
    return steps ? `${stage}, ${count(step)} of ${count(steps)}` : stage;
  }
  const moved = projectorId === "pca" ? frame?.moved : projection?.moved;
  return moved ? `points moved ${moved.toFixed(3)} on average` : "";
};

/** Which projection lays out the map, its settings, and how far it is. */
export function ProjectionBar() {
  const store = useLabApi();
  const projectors = useLab(selectProjectors);
  const projectorId = useLab(selectProjectorId);
  const quality = useLab(selectQuality);
  const busy = useLab(selectBusy);
  const note = useLabSlowly(selectNote, 250);
  const state = store.getState();
  return (
    <div className="projection-bar">
      <NativeSelect
        size="xs"
        aria-label="Projection of the map"
        className="projection-select"
        data={projectors.length > 0 ? projectors.map(({ id, title }) => ({ value: id, label: title })) : ["PCA"]}
        value={projectorId}
        disabled={projectors.length === 0}
        onChange={(event) => state.chooseProjector(event.currentTarget.value)}
      />
      <ProjectionSettings />
      <p className={busy ? "projection-note projection-busy muted" : "projection-note muted"} aria-live="off">
        {note}
      </p>
      {quality && qualityText(quality) !== "" && (
        <p
          className="projection-quality muted"
          title={`Of each image's ${quality.k} nearest neighbours: how far those on the map can be trusted, and how far those among the codes are kept together on it.`}
        >
          {qualityText(quality)}
        </p>
      )}
    </div>
  );
}

function ProjectionSettings() {
  const projectors = useLab(selectProjectors);
  const projectorId = useLab(selectProjectorId);
  const [open, setOpen] = useState(false);
  const projector = projectors.find(({ id }) => id === projectorId);
  if (!projector) return null;
  const { authors, title, venue, year } = projector.reference;
  return (
    <Popover opened={open} onChange={setOpen} position="top-start" width={320} trapFocus shadow="md">
      <Popover.Target>
        <UnstyledButton
          className="icon-button"
          aria-label={`About ${projector.title}, and its settings`}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <SlidersHorizontal size={14} aria-hidden="true" />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className="projection-settings">
        <div className="about">
          <p>{projector.summary}</p>
          <p className="reference">
            {authors} ({year}). <cite>{title}</cite>. {venue}.
          </p>
        </div>
        <ProjectorForm />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Apart, so that only an open form follows its values. */
function ProjectorForm() {
  const store = useLabApi();
  const projectors = useLab(selectProjectors);
  const projectorId = useLab(selectProjectorId);
  useLab(selectValues);
  const projector = projectors.find(({ id }) => id === projectorId);
  if (!projector) return null;
  const state = store.getState();
  return (
    <HyperparameterForm
      schema={projector.hyperparameters}
      values={valuesOfProjector(state)}
      liveOnly={false}
      onChange={(name, value) => state.setProjectorValue(name, value)}
    />
  );
}
