import { NativeSelect } from "@mantine/core";
import { chosenInput, chosenInputKind } from "../../store/chosen-input";
import { chosenCodes, codesAtHand } from "../../store/codes-slice";
import type { LabState } from "../../store/lab-state";
import type { KeptCodes, MethodDescriptor } from "../../worker/protocol";
import { counted } from "../format";
import { useLab, useLabApi } from "../use-lab";

// Equal lists are one list: a selector must not make a new one each time.
let codesShown: readonly KeptCodes[] = [];
const selectCodes = (state: LabState) => {
  const list = codesAtHand(state);
  const same = list.length === codesShown.length && list.every((entry, i) => entry === codesShown[i]);
  if (!same) codesShown = list;
  return codesShown;
};
const selectChosenCodes = (state: LabState) => chosenCodes(state);
const selectFeatures = (state: LabState) => state.features;
const selectInput = (state: LabState) => chosenInput(state);
const selectVectors = (state: LabState) => state.dataset?.shape.vectors === true;

const selectOnVectors = (state: LabState) => chosenInputKind(state).vectors;

// No run's id: those are counted.
const featuresValue = "features";

interface Props {
  readonly method: MethodDescriptor;
  readonly disabled: boolean;
}

/** What is learned from: the pictures, their features where there are some, or, for what can cluster it, what an earlier run learned. */
export function InputSelect({ method, disabled }: Props) {
  const store = useLabApi();
  const list = useLab(selectCodes);
  const chosen = useLab(selectChosenCodes);
  const features = useLab(selectFeatures);
  const input = useLab(selectInput);
  const vectors = useLab(selectVectors);
  const onVectors = useLab(selectOnVectors);
  const codes = method.takesCodes ? list : [];
  const value = input === "features" ? featuresValue : method.takesCodes ? (chosen?.runId ?? "") : "";
  const hasNetwork = method.family !== "classical";
  if (!method.takesCodes && !features) return vectors && hasNetwork ? <VectorsNote /> : null;
  return (
    <>
      <div className="codes-row">
        <label className="field-label" htmlFor="codes">
          {method.takesCodes ? "Cluster" : "Learn from"}
        </label>
        <NativeSelect
          id="codes"
          size="xs"
          className="codes-select"
          value={value}
          disabled={disabled}
          data={[
            { value: "", label: vectors ? "the vectors" : hasNetwork ? "the pictures" : "the pixels" },
            ...(features ? [{ value: featuresValue, label: `the features (${counted(features.cols, "value")})` }] : []),
            ...codes.map(({ runId, title, cols }) => ({ value: runId, label: `codes of ${title} (${counted(cols, "value")})` })),
          ]}
          onChange={(event) => {
            const { value: next } = event.currentTarget;
            const state = store.getState();
            if (next === featuresValue) state.chooseInput("features");
            else state.chooseCodes(codes.find(({ runId }) => runId === next)?.runId ?? null);
          }}
        />
      </div>
      {onVectors && hasNetwork && <VectorsNote />}
    </>
  );
}

function VectorsNote() {
  return (
    <p className="muted">
      On features networks are fully connected, and augmentation is noise. Settings that only pictures have are not offered.
    </p>
  );
}
