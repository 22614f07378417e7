import type { GiveWay } from "../core/turns";

/** Multiply-adds of plain JavaScript between two turns of the thread: 3 to 5 ms, some 30 before the engine has compiled a loop. */
const turnWork = 4e6;

/** Cuts long work into turns by what it costs, never by a clock: where it pauses must not change from run to run. */
export class Pace {
  #left = turnWork;

  /** Without a way to give up the thread the work is done in one go. */
  constructor(private readonly giveWay: GiveWay | undefined) {}

  /** Counts `work` multiply-adds. True when the turn is over: `await turn()` then. */
  spend(work: number): boolean {
    this.#left -= work;
    return this.#left <= 0;
  }

  async turn(): Promise<void> {
    this.#left = turnWork;
    await this.giveWay?.();
  }
}
