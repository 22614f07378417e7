import type { EpochEvent, Figures } from "../methods/method";
import type { Memory } from "./host-parts";
import type { EpochFacts, Progress } from "./protocol";

/** Messages that carry no epoch, only throughput, may come this many times less often than those that do. */
const idleFactor = 5;
/** Time left is told from this many of the phase's last epochs: the first ones also compile kernels. */
const epochsForEta = 8;

type EpochDone = Pick<EpochEvent<unknown>, "epoch" | "losses" | "uncounted" | "phaseEpochs">;

interface ProgressOptions {
  readonly everyMs: number;
  readonly windowMs: number;
  /** Epochs done before, by the run that this one resumes. */
  readonly epoch: number;
  /** Milliseconds it took until then. */
  readonly elapsedMs: number;
  now(): number;
  memory(): Memory;
  send(progress: Progress, epochs: readonly EpochFacts[]): void;
}

/** Keeps the facts of every epoch until they are sent, in few messages and none lost; counts throughput and time left. */
export class ProgressLedger {
  readonly #options: ProgressOptions;
  readonly #started: number;
  #phase = "";
  #phaseEpoch = 0;
  #phaseEpochs: number | null = null;
  #epoch: number;
  #steps = 0;
  /** Where `rewind` goes back to. */
  #mark: { readonly epoch: number; readonly steps: number };
  #waiting: EpochFacts[] = [];
  #sentAt = Number.NEGATIVE_INFINITY;
  /** Time spent paused, which counts nowhere. */
  #heldMs = 0;
  #heldSince: number | null = null;
  /** When steps ended and how many images each took; the first entry only marks the window's start. */
  #work: { readonly at: number; readonly images: number }[];
  /** Active times at which the phase's last epochs ended, the phase's start included. */
  #epochEnds: number[] = [];
  /** The phase has taken no step yet, and its first epoch is not one of its work if it ends so. */
  #setsUp = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#epoch = options.epoch;
    this.#mark = { epoch: options.epoch, steps: 0 };
    this.#started = options.now();
    this.#work = [{ at: options.elapsedMs, images: 0 }];
    this.#epochEnds = [options.elapsedMs];
  }

  get phase(): string {
    return this.#phase;
  }
  get epoch(): number {
    return this.#epoch;
  }
  /** All epochs that the phase said it would take are done. */
  get phaseDone(): boolean {
    return this.#phaseEpochs !== null && this.#phaseEpoch > 0 && this.#phaseEpoch >= this.#phaseEpochs;
  }
  /** Milliseconds since the start, that of the run which this one resumes; pauses are left out. */
  elapsedMs(): number {
    const end = this.#heldSince ?? this.#options.now();
    return this.#options.elapsedMs + end - this.#started - this.#heldMs;
  }

  /** `done` epochs of the phase were done before, by the run that this one resumes. Of restarts the first is work like the others. */
  beginPhase(phase: string, epochs: number | null, done = 0, restarts = false): void {
    this.#phase = phase;
    this.#phaseEpoch = done;
    this.#phaseEpochs = epochs;
    this.#setsUp = !restarts;
    this.#beginTiming();
  }

  /** What took time before, a start for clusters say, tells nothing of how fast the phase goes from here. */
  #beginTiming(): void {
    const now = this.elapsedMs();
    this.#epochEnds = [now];
    this.#work = [{ at: now, images: 0 }];
  }

  step(images: number): void {
    const at = this.elapsedMs();
    this.#steps += 1;
    if (images > 0) this.#setsUp = false;
    this.#work.push({ at, images });
    this.#sendIfDue();
  }

  epochDone({ epoch, losses, uncounted, phaseEpochs }: EpochDone, facts: Figures, attempt: Figures | null = null): void {
    this.#epoch = epoch;
    if (epoch > 0 && !uncounted) {
      this.#phaseEpoch += 1;
      if (this.#setsUp) this.#beginTiming();
      else this.#epochEnds.push(this.elapsedMs());
      this.#setsUp = false;
      if (this.#epochEnds.length > epochsForEta + 1) this.#epochEnds.shift();
    }
    if (phaseEpochs !== undefined) this.#phaseEpochs = Math.max(this.#phaseEpoch, phaseEpochs);
    const scored = attempt ? { attempt } : {};
    this.#waiting.push({ epoch, phase: this.#phase, losses: { ...losses }, facts: { ...facts }, ...scored });
    this.#sendIfDue();
  }

  hold(): void {
    this.#heldSince ??= this.#options.now();
  }
  release(): void {
    if (this.#heldSince === null) return;
    this.#heldMs += this.#options.now() - this.#heldSince;
    this.#heldSince = null;
  }

  /** A checkpoint holds everything up to here, so that is told too. */
  mark(): void {
    this.flush();
    this.#mark = { epoch: this.#epoch, steps: this.#steps };
  }
  /** The run goes on from the last mark: what came since is done, and told, once more. */
  rewind(): void {
    this.#epoch = this.#mark.epoch;
    this.#steps = this.#mark.steps;
    this.#waiting = [];
  }

  /** Sends what waits, if anything does. */
  flush(): void {
    if (this.#waiting.length > 0) this.#send();
  }

  #sendIfDue(): void {
    const wait = this.#waiting.length > 0 ? this.#options.everyMs : this.#options.everyMs * idleFactor;
    if (this.#options.now() - this.#sentAt >= wait) this.#send();
  }

  #send(): void {
    const epochs = this.#waiting;
    this.#waiting = [];
    this.#sentAt = this.#options.now();
    this.#options.send(this.#progress(), epochs);
  }

  #progress(): Progress {
    return {
      phase: this.#phase,
      phaseEpoch: this.#phaseEpoch,
      phaseEpochs: this.#phaseEpochs,
      epoch: this.#epoch,
      steps: this.#steps,
      imagesPerSecond: this.#imagesPerSecond(),
      elapsedMs: this.elapsedMs(),
      etaMs: this.#etaMs(),
      memory: this.#options.memory(),
    };
  }

  #imagesPerSecond(): number {
    const now = this.elapsedMs();
    // The newest entry before the window stays: its end is where the window's first step began.
    while (this.#work.length > 2 && this.#work[1].at < now - this.#options.windowMs) this.#work.shift();
    const span = now - this.#work[0].at;
    if (span <= 0) return 0;
    let images = 0;
    for (let i = 1; i < this.#work.length; i++) images += this.#work[i].images;
    return (images * 1000) / span;
  }

  #etaMs(): number | null {
    if (this.#phaseEpochs === null || this.#epochEnds.length < 2) return null;
    const last = this.#epochEnds[this.#epochEnds.length - 1];
    const mean = (last - this.#epochEnds[0]) / (this.#epochEnds.length - 1);
    const left = mean * (this.#phaseEpochs - this.#phaseEpoch);
    return Math.max(0, left - (this.elapsedMs() - last));
  }
}
