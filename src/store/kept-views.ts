import type { Frame, ShownView } from "../worker/protocol";

/** A view and the frame that it came with. */
export interface KeptView {
  readonly view: ShownView;
  readonly epoch: number;
  readonly phase: string;
}

/**
 * The last of every view that a run has sent: those of `frame` first, then those that it lacks and an earlier one had, such as what an
 * earlier phase showed. The same list where nothing is new.
 */
export function keptViews(before: readonly KeptView[], frame: Pick<Frame, "views" | "epoch" | "phase">): readonly KeptView[] {
  const { views, epoch, phase } = frame;
  if (views.length === 0) return before;
  const ids = new Set(views.map(({ id }) => id));
  return [...views.map((view) => ({ view, epoch, phase })), ...before.filter(({ view }) => !ids.has(view.id))];
}
