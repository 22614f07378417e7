import type { BackendName, BackendReport } from "../core/backend-report";
import type { DeviceWatch } from "../nn/device-watch";
import type { EngineParts } from "./host-parts";

/** Thrown at a run whose device is gone: it has to go on from its last checkpoint, on another one. */
export class DeviceLostError extends Error {
  override readonly name = "DeviceLostError";
}

export interface DeviceEvents {
  /** The device is gone, for the reason that the browser gives, if any; another one is being opened. */
  lost(why: string): void;
  reopened(report: BackendReport): void;
  /** No other one could be opened. */
  failed(error: unknown): void;
}

/** Whoever loses a second device within this time, or a third one ever, computes on the processor from then on. */
const soonMs = 600_000;
const mostLosses = 3;
const graphics: readonly BackendName[] = ["webgpu", "webgl"];

/** What the engine computes on: opened, watched, and replaced by another when it is lost. */
export class Device {
  readonly #parts: EngineParts;
  readonly #events: DeviceEvents;
  #preference: BackendName | "auto" = "auto";
  #opening: Promise<BackendReport> | null = null;
  #openings = 0;
  #isOpen = false;
  #report: BackendReport | null = null;
  #watch: DeviceWatch | null = null;
  /** When devices were lost since the user's wish. */
  #losses: number[] = [];
  #interrupt: ((error: DeviceLostError) => void) | null = null;

  constructor(parts: EngineParts, events: DeviceEvents) {
    this.#parts = parts;
    this.#events = events;
  }

  /** Whether one is open and not lost. */
  get isOpen(): boolean {
    return this.#isOpen;
  }
  /** Of the one that was opened last; null before the first. */
  get report(): BackendReport | null {
    return this.#report;
  }
  /** Whether it is one that can be lost: a graphics card can, the processor can't. */
  get mayBeLost(): boolean {
    return this.#watch !== null;
  }

  /** Opens the backend that the user wishes for. */
  open(preference: BackendName | "auto"): Promise<BackendReport> {
    this.#preference = preference;
    this.#losses = [];
    return this.#open([]);
  }

  /** Resolves when a device is open again after a loss; rejects where none can be opened. */
  async reopened(): Promise<BackendReport> {
    if (!this.#opening) throw new Error("No backend was opened yet.");
    return this.#opening;
  }

  /**
   * The result of `work`, or DeviceLostError as soon as the device is lost: what waits for a lost device may wait for ever, fail
   * with any error or be given zeros. For one piece of work at a time.
   */
  async guard<Result>(work: Promise<Result>): Promise<Result> {
    const watch = this.#watch;
    if (!this.#isOpen) {
      // Nobody waits for it any more, nor hears of its failure.
      work.catch(() => {});
      throw new DeviceLostError();
    }
    if (!watch) return work;
    try {
      const result = await this.#orLoss(work);
      if (!watch.isLost()) return result;
    } catch (error) {
      if (error instanceof DeviceLostError || !(await this.#isLostSoon(watch))) throw error;
    }
    this.#lose(watch, "");
    throw new DeviceLostError();
  }

  /** By hand, not by Promise.race, which would leave a reaction on the same promise at every step of a run. */
  async #orLoss<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.#interrupt = reject;
        work.then(resolve, reject);
      });
    } finally {
      this.#interrupt = null;
    }
  }

  /** What runs on a device that is gone may fail a little before the loss is told. */
  #isLostSoon(watch: DeviceWatch): Promise<boolean> {
    const told = watch.lost.then(() => true);
    const later = new Promise<boolean>((resolve) => setTimeout(() => resolve(watch.isLost()), this.#parts.timing.lossMs));
    return Promise.race([told, later]);
  }

  #lose(watch: DeviceWatch, why: string): void {
    if (this.#watch !== watch) return;
    this.#losses.push(this.#parts.now());
    const reopening = this.#open(this.#distrusted());
    reopening.then(
      (report) => this.#events.reopened(report),
      (error) => this.#events.failed(error),
    );
    this.#events.lost(why);
    this.#interrupt?.(new DeviceLostError());
  }

  /** The graphics card, once it was lost too often: the next loss would only be a matter of time. */
  #distrusted(): BackendReport["passedOver"] {
    const [before, last] = this.#losses.slice(-2);
    const often = this.#losses.length >= mostLosses || last - before < soonMs;
    const fault = `the graphics device was lost ${this.#losses.length} times.`;
    return often ? graphics.map((backend) => ({ backend, fault })) : [];
  }

  /** One opening after another: tfjs knows one backend in force. */
  #open(avoid: BackendReport["passedOver"]): Promise<BackendReport> {
    this.#isOpen = false;
    this.#watch = null;
    this.#opening = this.#openAfter(this.#opening, this.#preference, avoid);
    return this.#opening;
  }

  async #openAfter(
    before: Promise<BackendReport> | null,
    preference: BackendName | "auto",
    avoid: BackendReport["passedOver"],
  ): Promise<BackendReport> {
    this.#openings += 1;
    const mine = this.#openings;
    await before?.catch(() => {});
    const report = await this.#parts.openBackend(preference, avoid);
    // Another opening may wait already: then this device is none to compute on.
    if (mine === this.#openings) this.#begin(report, this.#parts.watchDevice());
    return report;
  }

  #begin(report: BackendReport, watch: DeviceWatch | null): void {
    this.#isOpen = true;
    this.#report = report;
    this.#watch = watch;
    if (watch) void watch.lost.then((why) => this.#lose(watch, why));
  }
}
