import type { LabState } from "./lab-state";
import { shownLayout } from "./shown-layout";

/** Layouts fill about [-1, 1]: what is nearer than this nobody can see apart. */
const nearness = 1e-4;

/** How many images the map shows, where all of them lie at one place; null where they don't, or nothing is shown. */
export function imagesAtOnePlace(state: Pick<LabState, "frame" | "projection">): number | null {
  const layout = shownLayout(state);
  if (!layout || layout.length < 4) return null;
  for (let p = 2; p < layout.length; p++) if (!(Math.abs(layout[p] - layout[p % 2]) < nearness)) return null;
  return layout.length / 2;
}
