import type { Outcome } from "../../core/saved-state";
import type { EpochEvent, Training } from "../method";

/** The same training with every epoch's event replaced by `epoch` of it. Cut short, it ends the inner one as well. */
export async function* mappedTraining<Inner, State>(
  training: Training<Inner>,
  epoch: (event: EpochEvent<Inner>) => EpochEvent<State>,
): Training<State> {
  const ended: Outcome[] = [];
  async function* events() {
    ended.push(yield* training);
  }
  for await (const event of events()) yield event.kind === "epoch" ? epoch(event) : event;
  const [outcome] = ended;
  if (!outcome) throw new Error("A training ended without an outcome.");
  return outcome;
}
