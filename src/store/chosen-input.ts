import { type InputKind, inputKind } from "../core/input-kind";
import type { KeptCodes, RunInput } from "../worker/protocol";
import { chosenCodes } from "./codes-slice";
import type { LabState } from "./lab-state";
import { chosenMethod } from "./recipe-slice";

/** What a run started now would learn from. */
export function chosenInput({ input, features }: Pick<LabState, "input" | "features">): RunInput {
  return features ? input : "pictures";
}

/** The codes that it would cluster; null where the method takes none, or where it learns from features. */
export function codesToCluster(state: LabState, onFeatures = chosenInput(state) === "features"): KeptCodes | null {
  return chosenMethod(state)?.takesCodes && !onFeatures ? chosenCodes(state) : null;
}

/** Which settings such a run asks for. A new object each time: a selector takes one of its properties. */
export function chosenInputKind(state: LabState): InputKind {
  // Without a dataset nothing is ruled out.
  const shape = state.dataset?.shape ?? { channels: 3 };
  return inputKind(shape, { features: chosenInput(state) === "features", codes: codesToCluster(state) !== null });
}
