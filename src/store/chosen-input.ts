import type { RunInput } from "../worker/protocol";
import type { LabState } from "./lab-state";

/** What a run started now would learn from. */
export function chosenInput({ input, features }: Pick<LabState, "input" | "features">): RunInput {
  return features ? input : "pictures";
}
