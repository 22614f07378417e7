import { stepEvent } from "../method";

/** How long work stays in touch with its run. */
export interface WorkPace {
  /** To be awaited every 10 ms or so: a place to pause. Rejects once the run is cut short. */
  readonly giveWay: () => Promise<void>;
  /** Tells that `done` images in all have been worked on. */
  readonly report: (done: number) => void;
}

/**
 * Runs asynchronous `work` to its result and yields a step wherever it gives way, so that it can be paused and stopped there as if it
 * were part of the generator. Cut short, it does not return before the work has ended and freed what it held.
 */
export async function* pacedWork<Result>(
  signal: AbortSignal,
  work: (pace: WorkPace) => Promise<Result>,
): AsyncGenerator<ReturnType<typeof stepEvent>, Result, void> {
  const turnstile = new Turnstile();
  let done = 0;
  let told = 0;
  const report = (count: number) => {
    done = count;
  };
  const result = work({ giveWay: () => turnstile.wait(), report });
  // Awaited at the end; until then a rejection must not count as unhandled.
  const ending = result.then(
    () => turnstile.close(),
    () => turnstile.close(),
  );
  try {
    while (await turnstile.someoneWaits()) {
      yield stepEvent(done - told);
      told = done;
      signal.throwIfAborted();
      turnstile.pass();
    }
    if (done > told) yield stepEvent(done - told);
  } finally {
    turnstile.turnAway();
    await ending;
  }
  return result;
}

/** Where one piece of work waits for the run, and the run for the work. */
class Turnstile {
  #waiting: { readonly pass: () => void; readonly turnAway: (reason: Error) => void } | null = null;
  #closed = false;
  #tell = () => {};

  /** The work's side: resolves when it may go on. */
  wait(): Promise<void> {
    return new Promise((pass, turnAway) => {
      this.#waiting = { pass, turnAway };
      this.#tell();
    });
  }

  /** The work has ended. */
  close(): void {
    this.#closed = true;
    this.#tell();
  }

  /** The run's side: true as soon as the work waits, false when it has ended. */
  async someoneWaits(): Promise<boolean> {
    if (!this.#waiting && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#tell = resolve;
      });
    }
    return !this.#closed;
  }

  pass(): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.pass();
  }

  turnAway(): void {
    this.#waiting?.turnAway(new Error("The run was cut short."));
    this.#waiting = null;
  }
}
