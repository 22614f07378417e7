import type { FieldValue, Schema, Values } from "../../core/hyperparameters";
import { isNoisy, movesFor, movesPictures, noiseField, settingsForVectors, valuesForVectors } from "../../core/vector-settings";
import { FieldControl } from "../fields/FieldControl";
import { HyperparameterForm } from "../fields/HyperparameterForm";

interface Props {
  readonly schema: Schema;
  readonly values: Values;
  readonly liveOnly: boolean;
  readonly onChange: (name: string, value: FieldValue) => void;
}

/** A method's settings for a run on vectors: without those that only pictures have, and noise in the place of all moves. */
export function VectorForm({ schema, values, liveOnly, onChange }: Props) {
  const setNoise = (_name: string, noisy: FieldValue) => {
    for (const [name, value] of Object.entries(movesFor(schema, noisy === true))) onChange(name, value);
  };
  return (
    <>
      {movesPictures(schema) && <FieldControl name="noise" field={noiseField} value={isNoisy(values)} onChange={setNoise} />}
      {/* What hangs on a setting goes by the value that it will have. */}
      <HyperparameterForm
        schema={settingsForVectors(schema, values)}
        values={valuesForVectors(schema, values)}
        liveOnly={liveOnly}
        onChange={onChange}
      />
    </>
  );
}
