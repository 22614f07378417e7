import type { FieldValue, Schema, Values } from "../../core/hyperparameters";
import { isNoisy, movesFor, movesPictures, noiseField, settingsForVectors, valuesForVectors } from "../../core/vector-settings";
import { HyperparameterForm } from "../fields/HyperparameterForm";

interface Props {
  readonly schema: Schema;
  readonly values: Values;
  readonly liveOnly: boolean;
  readonly onChange: (name: string, value: FieldValue) => void;
}

/** A method's settings for a run on vectors: without those that only pictures have, and noise in the place of all moves. */
export function VectorForm({ schema, values, liveOnly, onChange }: Props) {
  const offered = settingsForVectors(schema, values);
  const change = (name: string, value: FieldValue) => {
    if (name !== "noise") return onChange(name, value);
    for (const [move, amount] of Object.entries(movesFor(schema, value === true))) onChange(move, amount);
  };
  return (
    <HyperparameterForm
      schema={movesPictures(schema) ? { noise: noiseField, ...offered } : offered}
      // What hangs on a setting goes by the value that it will have.
      values={{ ...valuesForVectors(schema, values), noise: isNoisy(values) }}
      liveOnly={liveOnly}
      onChange={change}
    />
  );
}
