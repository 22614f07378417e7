import type { BackendName } from "../core/backend-report";
import type { DatasetId, RunId } from "../core/ids";
import type { Command, EngineEvent } from "./protocol";
import { wire } from "./wire";

/** What brings features to a dataset. */
export type FeatureCommand = Extract<Command, { kind: "attachFeatures" | "extractFeatures" }>;

/** The part of a Worker that the client needs. */
export interface EngineWorker {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  addEventListener(type: "error" | "messageerror", listener: (event: Event) => void): void;
  removeEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  terminate(): void;
}

/** Timers that a test can drive. Each returns its own cancellation. */
export interface Timers {
  after(ms: number, call: () => void): () => void;
  every(ms: number, call: () => void): () => void;
}

export interface EngineOptions {
  createWorker(): EngineWorker;
  onEvent(event: EngineEvent): void;
  readonly backend: BackendName | "auto";
  readonly timers?: Timers;
  /** Called after each launch, the first and those that take another's place: whoever speaks to the engine by a port connects anew. */
  onLaunch?(): void;
  /** How often the engine is asked for a sign of life. */
  readonly pingMs?: number;
  /** How long it may be silent before `unresponsive` is told. */
  readonly silentMs?: number;
  /** How long it may take to stop before it is replaced. */
  readonly stopMs?: number;
}

export interface Engine {
  post(command: Command): void;
  /** Ends this engine and puts a new one in its place, which loads the same datasets again. */
  replace(why?: string): void;
  /** Ends the engine for good; nothing is told any more. May be called twice. */
  dispose(): void;
}

/** Starts an engine in a worker, opens its backend and watches over it: whatever befalls it is told as an event. */
export function launchEngine(options: EngineOptions): Engine {
  return new EngineClient(options);
}

const clockTimers: Timers = {
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  every(ms, call) {
    const timer = setInterval(call, ms);
    return () => clearInterval(timer);
  },
};

class EngineClient implements Engine {
  readonly #options: EngineOptions;
  readonly #timers: Timers;
  readonly #loads = new Map<DatasetId, Extract<Command, { kind: "load" }>>();
  /** What brought the features that a dataset has, and what was asked for since and isn't answered yet. */
  readonly #features = new Map<DatasetId, FeatureCommand>();
  readonly #featuresAsked = new Map<DatasetId, FeatureCommand>();
  readonly #stopTimers = new Map<RunId, () => void>();
  #backend: BackendName | "auto";
  #worker: EngineWorker | null = null;
  #stopPinging: () => void = () => {};
  #unansweredPings = 0;
  #silenceTold = false;
  /** Of the run that goes on or was the last: whether there is one, and whether it was asked for with one. */
  #hasCheckpoint = false;
  #resumes = false;
  #disposed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#timers = options.timers ?? clockTimers;
    this.#backend = options.backend;
    this.#launch();
  }

  post(command: Command): void {
    if (this.#disposed) return;
    if (command.kind === "open") this.#backend = command.backend;
    if (command.kind === "load") this.#loads.set(command.datasetId, command);
    if (command.kind === "start") this.#resumes = command.resumeFrom !== undefined;
    if (command.kind === "forget") this.#loads.delete(command.datasetId);
    if (command.kind === "attachFeatures" || command.kind === "extractFeatures")
      this.#featuresAsked.set(command.datasetId, command);
    if (command.kind === "forget" && command.successor) this.#handFeaturesOn(command.datasetId, command.successor);
    if (command.kind === "forget" || command.kind === "detachFeatures") this.#forgetFeatures(command.datasetId);
    if (command.kind === "stop") this.#expectStop(command.runId, command.keepWithinMs);
    this.#send(command);
  }

  replace(why = "The engine was replaced by a new one."): void {
    if (this.#disposed) return;
    this.#end();
    const kept = this.#hasCheckpoint ? " A run can be resumed from its last checkpoint." : "";
    this.#options.onEvent({ kind: "replaced", message: `${why} Its datasets are being loaded again.${kept}` });
    // The page may have disposed of the engine on hearing that.
    if (this.#disposed) return;
    this.#launch();
    const features = new Map([...this.#features, ...this.#featuresAsked]);
    for (const command of [...this.#loads.values(), ...features.values()]) this.#send(command);
  }

  dispose(): void {
    this.#disposed = true;
    this.#end();
    this.#loads.clear();
    this.#features.clear();
    this.#featuresAsked.clear();
  }

  #launch(): void {
    try {
      const worker = this.#options.createWorker();
      this.#worker = worker;
      // A worker that was ended may still have messages on their way; they are of a run already given up.
      const ifCurrent = (tell: () => void) => {
        if (this.#worker === worker) tell();
      };
      wire<Command, EngineEvent>(worker).listen((event) => ifCurrent(() => this.#receive(event)));
      worker.addEventListener("error", (event) => ifCurrent(() => this.#fail(sentenceOfError(event))));
      worker.addEventListener("messageerror", () =>
        ifCurrent(() => this.#fail("A message of the engine could not be read. Replace the engine, or reload the page.")),
      );
    } catch (error) {
      const detail = error instanceof Error ? ` (${error.message})` : "";
      this.#fail(`The engine could not be started${detail}. Reload the page, or try another browser.`);
      return;
    }
    this.#stopPinging = this.#timers.every(this.#options.pingMs ?? 2000, () => this.#ping());
    this.#send({ kind: "open", backend: this.#backend });
    this.#options.onLaunch?.();
  }

  #end(): void {
    this.#stopPinging();
    for (const cancel of this.#stopTimers.values()) cancel();
    this.#stopTimers.clear();
    this.#unansweredPings = 0;
    this.#silenceTold = false;
    const worker = this.#worker;
    this.#worker = null;
    worker?.terminate();
  }

  #send(command: Command): void {
    if (!this.#worker) return;
    try {
      wire<Command, EngineEvent>(this.#worker).send(command, command.kind === "connectProjector" ? [command.port] : []);
    } catch (error) {
      const detail = error instanceof Error ? ` (${error.message})` : "";
      this.#fail(`The command "${command.kind}" could not be sent to the engine${detail}. Reload the page and try again.`);
    }
  }

  #receive(event: EngineEvent): void {
    // Any event is a sign of life.
    this.#unansweredPings = 0;
    this.#silenceTold = false;
    this.#remember(event);
    this.#options.onEvent(event);
  }

  #remember(event: EngineEvent): void {
    if (event.kind === "started") this.#hasCheckpoint = this.#resumes;
    if (event.kind === "checkpoint") this.#hasCheckpoint = true;
    if (event.kind === "loadFailed" || event.kind === "loadCancelled") this.#loads.delete(event.datasetId);
    if (event.kind === "features" || event.kind === "featuresFailed") {
      const asked = this.#featuresAsked.get(event.datasetId);
      this.#featuresAsked.delete(event.datasetId);
      // An engine in this one's place need not ask the network once more.
      if (event.kind === "features" && event.features && asked)
        this.#features.set(event.datasetId, asked.kind === "extractFeatures" ? { ...asked, refresh: false } : asked);
    }
    // Any of these answers a stop, a rejection too: that run had ended before.
    const answered = ["finished", "stopped", "failed", "rejected"].includes(event.kind);
    if (answered && "runId" in event && event.runId) this.#cancelStopTimer(event.runId);
  }

  #handFeaturesOn(id: DatasetId, successor: DatasetId): void {
    const brought = this.#features.get(id);
    if (brought) this.#features.set(successor, { ...brought, datasetId: successor });
  }

  #forgetFeatures(id: DatasetId): void {
    this.#features.delete(id);
    this.#featuresAsked.delete(id);
  }

  #cancelStopTimer(runId: RunId): void {
    this.#stopTimers.get(runId)?.();
    this.#stopTimers.delete(runId);
  }

  #expectStop(runId: RunId, keepWithinMs = 0): void {
    if (this.#stopTimers.has(runId)) return;
    const stopMs = (this.#options.stopMs ?? 5000) + keepWithinMs;
    const cancel = this.#timers.after(stopMs, () => {
      this.#stopTimers.delete(runId);
      this.replace(`The engine didn't stop within ${stopMs / 1000} seconds and was replaced by a new one.`);
    });
    this.#stopTimers.set(runId, cancel);
  }

  /**
   * Counts pings, not time: after the computer slept, or in a hidden tab whose timers are held back, much time passes
   * with nothing asked and so nothing to answer.
   */
  #ping(): void {
    const pingMs = this.#options.pingMs ?? 2000;
    const silentMs = this.#unansweredPings * pingMs;
    if (silentMs >= (this.#options.silentMs ?? 20_000) && !this.#silenceTold) {
      this.#silenceTold = true;
      this.#options.onEvent({ kind: "unresponsive", silentMs });
    }
    this.#unansweredPings += 1;
    this.#send({ kind: "ping" });
  }

  #fail(message: string): void {
    this.#options.onEvent({ kind: "failed", scope: "engine", runId: null, message });
  }
}

/** What a worker's `error` event says; one that could not load its module says nothing. */
function sentenceOfError(event: Event): string {
  event.preventDefault?.();
  const message = "message" in event && typeof event.message === "string" ? event.message : "";
  return message
    ? `The engine failed: ${message.replace(/^Uncaught /, "").replace(/\.$/, "")}. Replace the engine, or reload the page.`
    : "The engine could not be loaded. Check the connection and reload the page.";
}
