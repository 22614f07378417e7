import type { Schema } from "./hyperparameters";

/** What only coloured pictures have. */
const ofColours = ["colours", "grey"];

/** The settings that a run on grey pictures asks for: all but those that change nothing there. */
export function settingsForGrey(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !ofColours.includes(name)));
}
