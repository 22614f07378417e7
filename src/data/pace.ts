import type { LoadContext } from "./dataset";

/** Progress is told at most this often, so that a hundred thousand small files don't become as many messages. */
const REPORT_EVERY_MS = 50;
/** The thread is given up at least this often, so that a cancel is heard and a page stays alive. */
const BREATHE_EVERY_MS = 25;

/** Throttled progress, a heard cancel, and a thread given up now and then, for long loops. */
export class Pace {
  readonly #context: LoadContext;
  #reportedAt = Number.NEGATIVE_INFINITY;
  #breathedAt = performance.now();
  #what = "";

  constructor(context: LoadContext) {
    this.#context = context;
  }

  /** Throws an AbortError when the load was cancelled. */
  check(): void {
    if (this.#context.signal.aborted) throw cancelled();
  }

  /** To be awaited between files or blocks; `total` is null while it is unknown. */
  async step(done: number, total: number | null, what: string): Promise<void> {
    this.check();
    const now = performance.now();
    if (what !== this.#what || done === total || now - this.#reportedAt >= REPORT_EVERY_MS) {
      this.#what = what;
      this.#reportedAt = now;
      this.#context.progress(done, total, what);
    }
    await this.breathe();
  }

  /** Gives up the thread if this loop has held it for a while. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#breathedAt < BREATHE_EVERY_MS) return;
    // A timer, not a microtask: only a macrotask lets a waiting message in.
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#breathedAt = performance.now();
    this.check();
  }
}

export function cancelled(): DOMException {
  return new DOMException("The load was cancelled.", "AbortError");
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
