import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { defaultsOf, type FieldValue, type Values } from "../../core/hyperparameters";
import type { LabState } from "../../store/lab-state";
import { FieldControl } from "../fields/FieldControl";
import { useLab, useLabApi } from "../use-lab";

const selectSources = (state: LabState) => state.sources;
const selectSource = (state: LabState) => state.source;

/** Chooses one of the datasets that come with Kindred, and its options. */
export function BuiltinForm({ onDone }: { readonly onDone: () => void }) {
  const store = useLabApi();
  const sources = useLab(selectSources);
  const current = useLab(selectSource);
  const [chosen, setChosen] = useState(current?.kind === "builtin" ? current.id : null);
  const [changed, setChanged] = useState<Values>(current?.kind === "builtin" ? current.options : {});
  const source = sources.find(({ id }) => id === chosen) ?? sources[0];
  if (!source) return <p className="muted">The engine is still starting.</p>;
  const { id } = source;
  const values: Values = { ...defaultsOf(source.options), ...changed };
  const set = (name: string, value: FieldValue) => setChanged({ ...changed, [name]: value });
  return (
    <form
      className="popover-form"
      onSubmit={(event) => {
        event.preventDefault();
        store.getState().loadBuiltin(id, values);
        onDone();
      }}
    >
      <NativeSelect
        label="Built-in dataset"
        size="xs"
        data={sources.map(({ id: value, title }) => ({ value, label: title }))}
        value={id}
        onChange={(event) => {
          setChosen(event.currentTarget.value);
          setChanged({});
        }}
      />
      <p className="muted">{source.summary}</p>
      {Object.entries(source.options).map(([name, field]) => (
        <FieldControl key={`${id}.${name}`} name={name} field={field} value={values[name]} onChange={set} />
      ))}
      <Button type="submit" fullWidth>
        Load
      </Button>
    </form>
  );
}
