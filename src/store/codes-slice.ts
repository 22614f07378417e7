import type { StateCreator } from "zustand/vanilla";
import type { RunId } from "../core/ids";
import type { KeptCodes } from "../worker/protocol";
import type { LabState } from "./lab-state";

/** What a classical method clusters: pixels, or the codes of a finished run. */
export interface CodesSlice {
  /** What the engine keeps, of all datasets. */
  readonly keptCodes: readonly KeptCodes[];
  /** The run whose codes are clustered; null for pixels. */
  readonly codesFrom: RunId | null;
  chooseCodes(from: RunId | null): void;
}

export const codesSlice: StateCreator<LabState, [], [], CodesSlice> = (set) => ({
  keptCodes: [],
  codesFrom: null,
  chooseCodes: (codesFrom) => set({ codesFrom, input: "pictures" }),
});

/** The codes of the images shown, newest first. */
export function codesAtHand({ keptCodes, dataset }: Pick<LabState, "keptCodes" | "dataset">): readonly KeptCodes[] {
  return keptCodes.filter(({ datasetId }) => datasetId === dataset?.datasetId).reverse();
}

/** The codes chosen, where they are still at hand. */
export function chosenCodes(state: Pick<LabState, "keptCodes" | "dataset" | "codesFrom">): KeptCodes | null {
  return codesAtHand(state).find(({ runId }) => runId === state.codesFrom) ?? null;
}
