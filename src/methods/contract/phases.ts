import { expect } from "vitest";
import type { SavedState } from "../../core/saved-state";
import type { TrainingEvent } from "../method";

type Events = readonly TrainingEvent<SavedState>[];

/** No phase takes more epochs than it says: its bar would run over the end. */
export function expectPhasesKept(events: Events): void {
  let [title, counted, most] = ["", 0, Number.POSITIVE_INFINITY];
  for (const event of events) {
    if (event.kind === "phase") [title, counted, most] = [event.title, event.done ?? 0, event.epochs ?? Number.POSITIVE_INFINITY];
    if (event.kind !== "epoch" || event.epoch === 0 || event.uncounted) continue;
    counted += 1;
    expect(counted, title).toBeLessThanOrEqual(event.phaseEpochs ?? most);
  }
}

/** Epochs are called restarts where each finds a partition of its own, and nowhere else. */
export function expectRestartsTold(events: Events): void {
  let restarts = false;
  for (const event of events) {
    if (event.kind === "phase") restarts = event.restarts === true;
    // Epoch 0 is what there is before the first.
    if (event.kind === "epoch" && event.epoch > 0) expect(event.attempt !== undefined, `epoch ${event.epoch}`).toBe(restarts);
  }
}
