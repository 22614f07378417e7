import type { StateCreator } from "zustand/vanilla";
import type { RunId } from "../core/ids";
import type { EngineLink } from "./engine-link";
import type { LabState } from "./lab-state";

/** So many are asked for. */
export const neighbourCount = 12;

/** The images nearest to one in the codes of the run. */
export interface Neighbourhood {
  readonly index: number;
  /** Nearest first, without the image itself. */
  readonly neighbours: readonly number[];
  /** Euclidean, in the space of the codes. */
  readonly distances: readonly number[];
}

export interface NeighbourSlice {
  /** The answer to the last request; null until it comes. */
  readonly neighbours: Neighbourhood | null;
  /** Asks the engine for the images nearest to image `index` in the newest codes of the run. */
  requestNeighbours(index: number): void;
}

export function neighbourSlice(engine: EngineLink): StateCreator<LabState, [], [], NeighbourSlice> {
  let askedOf: RunId | null = null;
  return (set, get) => ({
    neighbours: null,
    requestNeighbours(index) {
      const { run, frame, neighbours } = get();
      if (!run || frame?.runId !== run.runId) return;
      // What stands there of the same image is shown until newer codes answer.
      if (neighbours && (neighbours.index !== index || askedOf !== run.runId)) set({ neighbours: null });
      askedOf = run.runId;
      engine.post({ kind: "neighbours", runId: run.runId, index, count: neighbourCount });
    },
  });
}
