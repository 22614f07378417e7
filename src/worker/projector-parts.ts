import { openTurns } from "../core/turns";
import { projectionQuality } from "../metrics/projection-quality";
import { processorNeighbours } from "../nn/processor-neighbours";
import { alignTo } from "../projection/procrustes";
import { projectors } from "../projection/registry";
import type { ProjectorParts } from "./projector-host";

/** The real projector: every projection there is, with neighbours by this thread's processor. */
export function projectorParts(now: () => number): ProjectorParts {
  return {
    projectors,
    neighbours: (codes, k, options) => processorNeighbours(codes, k, { metric: "euclidean", ...options }),
    quality: projectionQuality,
    align: alignTo,
    turns: openTurns(),
    now,
  };
}
