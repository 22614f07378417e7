import type { GiveWay } from "../core/turns";
import { Pace } from "../numerics/pace";

/** How a long measurement gives up the thread. */
export interface Turns {
  readonly signal?: AbortSignal;
  readonly giveWay: GiveWay;
}

/** Multiply-adds that may be done between two looks at the pace: no more than it gives a turn. */
export const workAtOnce = 4e6;

/** A pace whose turns throw the signal's reason once that is aborted. */
export function abortablePace({ signal, giveWay }: Turns): Pace {
  return new Pace(async () => {
    await giveWay();
    signal?.throwIfAborted();
  });
}
