import type { LabState } from "./lab-state";

/** Where the map shows every image, [n, 2] within about [-1, 1]: the projector's layout, else the frame's own by PCA. Null without either. */
export function shownLayout(state: Pick<LabState, "frame" | "projection">): Float32Array | null {
  const { frame, projection } = state;
  if (frame && projection?.runId === frame.runId && projection.layout.length === frame.layout.length) return projection.layout;
  return frame?.layout ?? null;
}
