/** What the user wants of a run now. The driver looks at it between two events of the method, never inside one. */
export class Gate {
  #held = false;
  #holdAtEpoch = false;
  #stopped = false;
  #wake: (() => void) | null = null;

  /** The next event must not be asked for. */
  get held(): boolean {
    return this.#held;
  }
  get stopped(): boolean {
    return this.#stopped;
  }

  pause(): void {
    this.#held = true;
    this.#holdAtEpoch = false;
    this.wake();
  }
  resume(): void {
    this.#held = false;
    this.#holdAtEpoch = false;
    this.wake();
  }
  step(): void {
    this.#held = false;
    this.#holdAtEpoch = true;
    this.wake();
  }
  stop(): void {
    this.#stopped = true;
    this.wake();
  }

  /** An epoch event is here: a single step ends. */
  epochReached(): void {
    if (!this.#holdAtEpoch) return;
    this.#holdAtEpoch = false;
    this.#held = true;
  }

  /** Resolves at the next change, or when somebody calls `wake`. At most one waits: the driver. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
  wake(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }
}
