import type { LabState } from "./lab-state";
import type { ColourBy } from "./view-slice";

/** What the map is coloured by: clusters where the confidence that was chosen is not given. */
export function shownColour({ colourBy, frame }: Pick<LabState, "colourBy" | "frame">): ColourBy {
  return colourBy === "confidence" && frame?.confidence === null ? "cluster" : colourBy;
}
