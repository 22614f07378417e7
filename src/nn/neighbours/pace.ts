import { type GiveWay, giveUpThread } from "../../core/turns";

export type { GiveWay };

/**
 * Work between two turns, in multiplications and additions of plain JavaScript: about 10 ms on a laptop of 2020. A quarter of
 * what may block, so that a machine four times slower keeps the promise too.
 */
export const turnWork = 1e7;

/**
 * Cuts long work into turns by what it costs, never by a clock: where it pauses must not change from run to run. Aborting is
 * noticed at every turn.
 */
export class Pace {
  readonly #giveWay: GiveWay;
  readonly #signal: AbortSignal | undefined;
  #left = turnWork;

  constructor(giveWay: GiveWay = giveUpThread, signal?: AbortSignal) {
    this.#giveWay = giveWay;
    this.#signal = signal;
    signal?.throwIfAborted();
  }

  /** Work that this turn has room for; positive after `turn`. */
  get left(): number {
    return this.#left;
  }

  /** Counts work that was done. True when the turn is over: `await turn()` then. */
  spend(work: number): boolean {
    this.#left -= work;
    return this.#left <= 0;
  }

  /** Gives up the thread once. Throws the signal's reason when it was aborted meanwhile. */
  async turn(): Promise<void> {
    this.#left = turnWork;
    await this.#giveWay();
    this.#signal?.throwIfAborted();
  }
}
