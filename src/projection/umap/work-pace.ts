/** What is done between two turns of the thread, in visits of an edge: 3 ms on an idle processor, and well below 25 on a busy one. */
const workOfTurn = 400_000;

/** Gives up the thread whenever enough work has been done. By cost, never by a clock, so that every run is cut alike. */
export class WorkPace {
  readonly #giveWay: () => Promise<void>;
  #left = workOfTurn;

  constructor(giveWay: () => Promise<void>) {
    this.#giveWay = giveWay;
  }

  /** Work that may be done until the next turn; always positive. */
  get left(): number {
    return this.#left;
  }

  /** To be awaited after work that costs about as much as `work` visits of an edge. */
  async spend(work: number): Promise<void> {
    this.#left -= work;
    if (this.#left <= 0) await this.turn();
  }

  /** Gives up the thread now. */
  async turn(): Promise<void> {
    this.#left = workOfTurn;
    await this.#giveWay();
  }

  /** Calls `task(from, to)` on stretches of [0, count), each item of which costs about `work`. */
  async each(count: number, work: number, task: (from: number, to: number) => void): Promise<void> {
    for (let from = 0; from < count; ) {
      const to = Math.min(count, from + Math.max(1, Math.floor(this.#left / work)));
      task(from, to);
      await this.spend((to - from) * work);
      from = to;
    }
  }
}
