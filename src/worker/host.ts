import { assertNever } from "../core/assert";
import type { BackendName, BackendReport } from "../core/backend-report";
import { type DatasetId, methodId, type RunId } from "../core/ids";
import type { Outcome } from "../core/saved-state";
import { movesPictures } from "../core/vector-settings";
import type { Source } from "../data/source";
import type { Method } from "../methods/method";
import { makeArchive } from "./archives";
import { augmentationPreview } from "./augmentation-previews";
import { Device } from "./device";
import { sentenceOf } from "./failure";
import { FeatureDesk } from "./feature-desk";
import type { EngineParts, Send } from "./host-parts";
import { KeptRuns } from "./kept-runs";
import { measure } from "./measurement";
import { nearestImages } from "./nearest-images";
import { ProjectorLink } from "./projector-link";
import type { Command, EngineEvent, MethodDescriptor, RunRequest, SourceDescriptor } from "./protocol";
import { Session } from "./session";
import { Shelf } from "./shelf";
import { approve, faultsOf, StartError } from "./start-request";
import { type Port, wire } from "./wire";

const advice = "Reload the page, or choose another backend.";
const noBackendAdvice = 'No backend could be opened; choose another one, or "auto", and reload.';

export interface Host {
  /** Stops the run, cancels every load and listens no more. The port stays open: it belongs to the caller. */
  close(): void;
}

/** Serves the engine at one end of a port: the page's worker and the command line alike. One run at a time. */
export function startHost(port: Port, parts: EngineParts): Host {
  const { send, listen } = wire<EngineEvent, Command>(port);
  const host = new EngineHost(parts, send);
  const stopListening = listen((command) => host.receive(command));
  return {
    close() {
      stopListening();
      host.close();
    },
  };
}

class EngineHost {
  readonly #parts: EngineParts;
  readonly #send: Send;
  readonly #shelf: Shelf;
  readonly #features: FeatureDesk;
  readonly #closing = new AbortController();
  readonly #device: Device;
  readonly #projector = new ProjectorLink();
  readonly #kept: KeptRuns;
  #session: Session | null = null;
  /** The session now or, between runs, the last one: its newest codes can be asked for neighbours. */
  #newest: Session | null = null;
  #measuring = new AbortController();
  #opening: Promise<void> = Promise.resolve();
  /** The last preview that was asked for: an earlier one that is not ready yet is not wanted any more. */
  #newestPreview: number | null = null;

  constructor(parts: EngineParts, send: Send) {
    this.#parts = parts;
    this.#send = (event, transfer) => {
      if (!this.#closing.signal.aborted) send(event, transfer);
    };
    this.#shelf = new Shelf(parts, this.#send);
    this.#kept = new KeptRuns((runs) => this.#send({ kind: "codesKept", runs }));
    this.#device = new Device(parts, {
      lost: (why) => this.#send({ kind: "deviceLost", message: lossSentence(why) }),
      reopened: (report) => this.#ready(report),
      failed: (error) => this.#fail(error, noBackendAdvice),
    });
    this.#features = new FeatureDesk(parts, this.#send, this.#shelf, this.#device);
  }

  /** Nothing thrown here would reach the page by itself, so it is caught and told. */
  receive(command: Command): void {
    try {
      this.#follow(command);
    } catch (error) {
      this.#fail(error, advice);
    }
  }

  close(): void {
    this.#session?.stop();
    this.#features.close();
    this.#shelf.close();
    this.#measuring.abort();
    this.#projector.close();
    this.#closing.abort();
  }

  #follow(command: Command): void {
    switch (command.kind) {
      case "open":
        this.#opening = this.#open(command.backend);
        return;
      case "load":
        void this.#shelf.load(command.datasetId, command.source);
        return;
      case "cancelLoad":
        this.#shelf.cancel(command.datasetId);
        this.#features.cancel(command.datasetId);
        return;
      case "attachFeatures":
        void this.#features.attach(command.datasetId, command.files);
        return;
      case "extractFeatures":
        void this.#extract(command);
        return;
      case "detachFeatures":
        this.#features.detach(command.datasetId);
        return;
      case "forget":
        this.#features.cancel(command.datasetId);
        if (command.successor) this.#handOn(command.datasetId, command.successor);
        else this.#forgetRuns(command.datasetId);
        this.#shelf.forget(command.datasetId);
        return;
      case "start":
        this.#start(command);
        return;
      case "check": {
        const dataset = this.#shelf.get(command.run.datasetId);
        const faults = faultsOf(() => approve(command.run, this.#parts.methods, dataset, this.#kept));
        this.#send({ kind: "checked", request: command.request, faults });
        return;
      }
      case "pause":
        this.#sessionOf(command.runId)?.pause();
        return;
      case "resume":
        this.#sessionOf(command.runId)?.resume();
        return;
      case "step":
        this.#sessionOf(command.runId)?.step();
        return;
      case "stop":
        this.#sessionOf(command.runId)?.stop(command.keepWithinMs);
        return;
      case "tune":
        this.#sessionOf(command.runId)?.tune(command.values);
        return;
      case "checkpoint":
        this.#sessionOf(command.runId)?.checkpoint();
        return;
      case "painted":
        // A run's last frame is painted after its end: no fault.
        if (this.#session?.runId === command.runId) this.#session.painted(command.index);
        return;
      case "archive":
        void makeArchive(command, this.#shelf.get(command.datasetId), this.#parts, this.#send, this.#closing.signal);
        return;
      case "measure":
        this.#measure(command.runId);
        return;
      case "neighbours":
        this.#tellNeighbours(command.runId, command.index, command.count);
        return;
      case "previewAugmentation":
        void this.#preview(command);
        return;
      case "connectProjector":
        this.#projector.connect(command.port);
        return;
      case "ping":
        this.#send({ kind: "pong" });
        return;
      default:
        assertNever(command, "command");
    }
  }

  async #open(preference: BackendName | "auto"): Promise<void> {
    if (this.#session) {
      this.#reject(null, "The backend can't change during a run; stop the run first.");
      return;
    }
    try {
      this.#ready(await this.#device.open(preference));
    } catch (error) {
      this.#fail(error, noBackendAdvice);
    }
  }

  #ready(backend: BackendReport): void {
    const { methods, sources, scores } = this.#parts;
    const descriptors = { methods: methods.map(methodDescriptor), sources: sources.map(sourceDescriptor) };
    this.#send({ kind: "ready", backend, ...descriptors, scores });
  }

  #start(request: RunRequest): void {
    const { runId } = request;
    if (!this.#device.isOpen) {
      this.#reject(runId, "The engine has no backend open yet; wait until it is ready, then start.");
    } else if (this.#session) {
      this.#reject(runId, "Another run goes on; stop it first, or wait until it has finished.");
    } else if (this.#features.computing) {
      this.#reject(runId, "A model is computing features; wait until it has finished, or cancel that.");
    } else {
      this.#startApproved(request);
    }
  }

  #startApproved(request: RunRequest): void {
    try {
      const run = approve(request, this.#parts.methods, this.#shelf.get(request.datasetId), this.#kept);
      const keep = (outcome: Outcome) => this.#kept.keep(run, outcome);
      const session = new Session(run, this.#parts, this.#device, this.#send, this.#projector, keep);
      this.#measuring.abort();
      this.#projector.forget();
      this.#session = session;
      this.#newest = session;
      const ended = () => {
        this.#session = null;
      };
      session.run(ended).catch((error) => this.#fail(error, advice));
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      this.#reject(request.runId, error.message);
    }
  }

  /** Not beside a run: both would be slow, and share what counts the run's memory. */
  async #extract(command: Extract<Command, { kind: "extractFeatures" }>): Promise<void> {
    // A fresh engine is told what to open and what to compute in one breath.
    await this.#opening;
    const fault = this.#session
      ? "A run goes on; stop it first, or wait until it has finished."
      : this.#device.isOpen
        ? null
        : "The engine has no backend open yet; wait until it is ready.";
    if (fault === null) await this.#features.extract(command);
    else this.#send({ kind: "featuresFailed", datasetId: command.datasetId, message: fault, report: null });
  }

  /** The same images came again: what was found out about them is of those. */
  #handOn(datasetId: DatasetId, successor: DatasetId): void {
    const dataset = this.#shelf.get(successor);
    if (!dataset) return;
    this.#shelf.handOn(datasetId, successor);
    this.#kept.handOn(datasetId, successor, dataset.images);
  }

  /** What was found out about images that are gone. A run that goes on keeps what it needs. */
  #forgetRuns(datasetId: DatasetId): void {
    this.#kept.forget(datasetId);
    if (this.#session || !this.#newest || this.#kept.datasetNow(this.#newest.datasetId) !== datasetId) return;
    this.#newest = null;
    this.#measuring.abort();
    this.#projector.forget();
  }

  #measure(runId: RunId): void {
    const kept = this.#kept.get(runId);
    if (!kept) {
      this.#reject(runId, "Only a run that has finished can be measured, and only while its codes are kept.");
      return;
    }
    this.#measuring.abort();
    this.#measuring = new AbortController();
    measure(kept, this.#parts, this.#send, this.#measuring.signal).catch((error) => this.#fail(error, advice));
  }

  /** Nothing is told where the run has no codes yet, or not any more: the page asks again with its next click. */
  #tellNeighbours(runId: RunId, index: number, count: number): void {
    const codes = this.#newest?.runId === runId ? this.#newest.codes : null;
    if (!codes || !Number.isInteger(index) || index < 0 || index >= codes.rows) return;
    this.#send({ kind: "neighbours", runId, index, ...nearestImages(codes, index, count) });
  }

  /** Nothing is told while there is no such dataset, or no backend: the page asks again when there is. */
  async #preview(command: Extract<Command, { kind: "previewAugmentation" }>): Promise<void> {
    const { request } = command;
    const method = this.#parts.methods.find(({ id }) => id === command.methodId);
    const dataset = this.#shelf.get(command.datasetId);
    if (!method || !dataset || !this.#device.isOpen) return;
    this.#newestPreview = request;
    try {
      const preview = await augmentationPreview(command, method, dataset.images, this.#parts.variantsOf);
      if (!preview || this.#newestPreview !== request) return;
      this.#send({ kind: "augmentationPreview", request, preview }, [preview.pixels.buffer]);
    } catch (error) {
      // A device that is lost meanwhile is told of by itself.
      if (this.#device.isOpen) this.#reject(null, sentenceOf(error, "The preview of the augmentation could not be made."));
    }
  }

  #fail(error: unknown, whatToDo: string): void {
    this.#send({ kind: "failed", scope: "engine", runId: null, message: sentenceOf(error, whatToDo) });
  }

  /** The run's session, or null with a `rejected` sent. */
  #sessionOf(runId: RunId): Session | null {
    if (this.#session?.runId === runId) return this.#session;
    this.#reject(runId, "This run isn't going on any more.");
    return null;
  }

  #reject(runId: RunId | null, message: string): void {
    this.#send({ kind: "rejected", runId, message });
  }
}

function lossSentence(why: string): string {
  const detail = why ? ` (${why.replace(/\.$/, "")})` : "";
  return `The graphics device was lost${detail}, as happens when its driver restarts or the computer sleeps. Another one is being opened.`;
}

/** All that a method declares: whatever it comes to declare reaches the page by itself. */
function methodDescriptor({ train: _, refuses: __, ...declared }: Method): MethodDescriptor {
  const { id, hyperparameters } = declared;
  return { takesCodes: false, findsClusters: false, ...declared, id: methodId(id), augments: movesPictures(hyperparameters) };
}

function sourceDescriptor({ id, title, summary, options, classes }: Source): SourceDescriptor {
  return { id, title, summary, options, classes };
}
