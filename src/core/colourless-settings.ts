import type { Schema, Values } from "./hyperparameters";
import type { InputKind } from "./input-kind";
import { valuesForVectors } from "./vector-settings";

/** What only coloured pictures have. */
const ofColours = ["colours", "grey"];

/** The settings that a run on grey pictures, or on codes, asks for: all but those that change nothing there. */
export function settingsForColourless(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !ofColours.includes(name)));
}

/** `values` as such a run has them: its colours are what they are. */
export function valuesForColourless(schema: Schema, values: Values): Values {
  return "colours" in schema ? { ...values, colours: "plain" } : values;
}

/** `values` as a run on such input has them. Applied by whoever starts a run, and by who records it. */
export function valuesInForce(schema: Schema, values: Values, on: InputKind): Values {
  if (on.vectors) return valuesForVectors(schema, values);
  return on.colourless ? valuesForColourless(schema, values) : values;
}
