import { Button, SegmentedControl, Switch } from "@mantine/core";
import { RefreshCw } from "lucide-react";
import { filesToImportAgain } from "../../store/dataset-slice";
import type { LabState } from "../../store/lab-state";
import { NumberControl } from "../fields/NumberControl";
import { useLab, useLabApi } from "../use-lab";

const selectOptions = (state: LabState) => state.importOptions;
const selectFromFiles = (state: LabState) => filesToImportAgain(state) !== null;

const chosenSize = 32;
const chosenLimit = 5000;

/** How the user's files become images of one shape. */
export function ImportOptionsForm({ onDone }: { readonly onDone: () => void }) {
  const store = useLabApi();
  const options = useLab(selectOptions);
  const fromFiles = useLab(selectFromFiles);
  const set = store.getState().setImportOptions;
  return (
    <form
      className="popover-form"
      onSubmit={(event) => {
        event.preventDefault();
        store.getState().importAgain();
        onDone();
      }}
    >
      <Switch
        size="xs"
        label="Resize to a chosen size"
        description="Otherwise pictures become 32 pixels, and arrays keep their own size."
        checked={options.size !== null}
        onChange={(event) => set({ size: event.currentTarget.checked ? chosenSize : null })}
      />
      {options.size !== null && (
        <NumberControl
          id="import-size"
          label="Size in pixels"
          value={options.size}
          min={16}
          max={96}
          whole
          slider
          onChange={(size) => set({ size })}
        />
      )}
      <Choice
        label="Colour"
        value={options.channels}
        data={[
          { value: "auto", label: "Automatic" },
          { value: "grey", label: "Grey" },
          { value: "rgb", label: "RGB" },
        ]}
        onChange={(channels) => set({ channels })}
      />
      <Choice
        label="Pictures that are not square"
        value={options.fit}
        data={[
          { value: "crop", label: "Crop" },
          { value: "fit", label: "Fit" },
          { value: "stretch", label: "Stretch" },
        ]}
        onChange={(fit) => set({ fit })}
      />
      <Switch
        size="xs"
        label="Keep only some of the images"
        description="Spread evenly over all of them."
        checked={options.limit !== null}
        onChange={(event) => set({ limit: event.currentTarget.checked ? chosenLimit : null })}
      />
      {options.limit !== null && (
        <NumberControl
          id="import-limit"
          label="At most"
          value={options.limit}
          min={10}
          max={200_000}
          whole
          onChange={(limit) => set({ limit })}
        />
      )}
      <Button type="submit" fullWidth disabled={!fromFiles} leftSection={<RefreshCw size={13} aria-hidden="true" />}>
        Import the files again
      </Button>
      {!fromFiles && <p className="muted">These hold for the next files you choose or drop.</p>}
    </form>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly data: { value: Value; label: string }[];
  readonly onChange: (value: Value) => void;
}

function Choice<Value extends string>({ label, value, data, onChange }: ChoiceProps<Value>) {
  return (
    <div>
      <div className="field-label">{label}</div>
      <SegmentedControl<Value> aria-label={label} size="xs" fullWidth value={value} data={data} onChange={onChange} />
    </div>
  );
}
