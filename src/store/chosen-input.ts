import { type InputKind, inputKind } from "../core/input-kind";
import type { RunInput } from "../worker/protocol";
import { chosenCodes } from "./codes-slice";
import type { LabState } from "./lab-state";
import { chosenMethod } from "./recipe-slice";

/** What a run started now would learn from. */
export function chosenInput({ input, features }: Pick<LabState, "input" | "features">): RunInput {
  return features ? input : "pictures";
}

/** Which settings such a run asks for. A new object each time: a selector takes one of its properties. */
export function chosenInputKind(state: LabState): InputKind {
  const codes = chosenMethod(state)?.takesCodes === true && chosenCodes(state) !== null;
  // Without a dataset nothing is ruled out.
  const shape = state.dataset?.shape ?? { channels: 3 };
  return inputKind(shape, { features: chosenInput(state) === "features", codes });
}
