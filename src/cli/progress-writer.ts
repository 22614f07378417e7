/** Where lines go: process.stderr, or a test's list. */
export interface LineOutput {
  readonly isTTY?: boolean;
  /** 0 where a terminal does not know. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** A terminal is written over and over; a file or a pipe gets a line now and then. */
const everyMs = { terminal: 100, file: 5_000 };

/** One line of progress that keeps changing, and messages that stay, on the same output. */
export class ProgressWriter {
  readonly #output: LineOutput;
  readonly #now: () => number;
  #shown = false;
  #last: number;

  constructor(output: LineOutput, now: () => number) {
    this.#output = output;
    this.#now = now;
    // What is over within that time would leave a file its first line alone, "0 of 268".
    this.#last = output.isTTY ? Number.NEGATIVE_INFINITY : now();
  }

  /** Shows `line` unless the last one is too young; `force` shows it all the same. */
  update(line: string, force = false): void {
    const terminal = this.#output.isTTY === true;
    if (!force && this.#now() - this.#last < (terminal ? everyMs.terminal : everyMs.file)) return;
    this.#last = this.#now();
    if (!terminal) {
      this.#output.write(`${line}\n`);
      return;
    }
    // A line as wide as the terminal would wrap, and then no carriage return gets back to its start.
    const room = (this.#output.columns || 80) - 1;
    this.#output.write(`\r\x1b[K${line.length > room ? `${line.slice(0, room - 1)}…` : line}`);
    this.#shown = true;
  }

  /** A message that stays; the line of progress goes on below it. */
  say(message: string): void {
    this.clear();
    this.#output.write(`${message}\n`);
  }

  /** Takes the line of progress away from a terminal. */
  clear(): void {
    if (this.#shown) this.#output.write("\r\x1b[K");
    this.#shown = false;
  }
}
