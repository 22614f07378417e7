import type { BackendReport } from "../core/backend-report";
import { HyperparameterError, tuneValues, type Values } from "../core/hyperparameters";
import type { DatasetId, RunId } from "../core/ids";
import type { Matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import type { Outcome, SavedState } from "../core/saved-state";
import type { Training } from "../methods/method";
import { type Device, DeviceLostError } from "./device";
import { Drive } from "./drive";
import { sentenceOf } from "./failure";
import { frameBuffers } from "./frames";
import { Gate } from "./gate";
import type { EngineParts, Send } from "./host-parts";
import { knownLabelsNotice } from "./known-labels";
import type { ProjectorLink } from "./projector-link";
import type { Checkpoint, EngineEvent } from "./protocol";
import type { ApprovedRun } from "./start-request";
import { workCacheOf } from "./work-cache";

/** What ends a run. It is told last, once the method has cleaned up. */
interface Ending {
  readonly event: EngineEvent;
  readonly transfer?: readonly ArrayBufferLike[];
}

const advice = "The run ended there; try a smaller batch size or another backend, or resume from the last checkpoint.";

/** One run: the user's commands on one side, its start and its end on the other. */
export class Session {
  readonly runId: RunId;
  readonly datasetId: DatasetId;
  readonly #run: ApprovedRun;
  readonly #parts: EngineParts;
  readonly #device: Device;
  readonly #sendAlways: Send;
  readonly #keep: (outcome: Outcome) => void;
  readonly #gate = new Gate();
  #abort = new AbortController();
  readonly #drive: Drive;
  #values: Values;
  #deviceWasLost = false;
  #stopTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    run: ApprovedRun,
    parts: EngineParts,
    device: Device,
    send: Send,
    projector: ProjectorLink,
    keep: (outcome: Outcome) => void,
  ) {
    this.runId = run.request.runId;
    this.datasetId = run.request.datasetId;
    this.#run = run;
    this.#parts = parts;
    this.#device = device;
    this.#values = run.values;
    this.#sendAlways = send;
    this.#keep = keep;
    this.#drive = new Drive(run, parts, device, this.#gate, () => this.#values, this.#send, projector);
  }

  /** After a stop nothing but `stopped` may follow, whatever was on its way. */
  readonly #send: Send = (event, transfer) => {
    if (!this.#gate.stopped) this.#sendAlways(event, transfer);
  };

  /** [n, d] of the newest frame, also after the end; null before the first. */
  get codes(): Matrix | null {
    return this.#drive.codes;
  }

  pause(): void {
    this.#gate.pause();
    if (this.#drive.pauseTold) this.#send({ kind: "paused", runId: this.runId });
  }
  resume(): void {
    this.#gate.resume();
    // Otherwise the drive tells, when it really goes on.
    if (!this.#drive.pauseTold) this.#send({ kind: "resumed", runId: this.runId });
  }
  step(): void {
    this.#gate.step();
  }
  painted(index: number): void {
    this.#drive.painted(index);
  }
  checkpoint(): void {
    this.#drive.saveSoon();
  }
  tune(values: Values): void {
    try {
      this.#values = tuneValues(this.#run.method.hyperparameters, this.#values, values);
      this.#send({ kind: "tuned", runId: this.runId, values: this.#values });
    } catch (error) {
      if (!(error instanceof HyperparameterError)) throw error;
      this.#send({ kind: "rejected", runId: this.runId, message: error.message });
    }
  }
  /** At once, or within `keepWithinMs` at an epoch event, of which a checkpoint is sent before. */
  stop(keepWithinMs = 0): void {
    if (keepWithinMs === 0) this.#stopNow();
    else if (this.#stopTimer === undefined) {
      this.#stopTimer = setTimeout(() => this.#stopNow(), keepWithinMs);
      this.#drive.stopSoon();
    }
  }
  #stopNow(): void {
    // What epochs have already told isn't lost; from here on only `stopped` is sent.
    this.#drive.flush();
    this.#gate.stop();
    this.#abort.abort();
  }

  /** Runs to the end by any way and tells it last, after `ended`. Never rejects. */
  async run(ended: () => void): Promise<void> {
    const tensorsBefore = this.#parts.memory().tensors;
    this.#send({ kind: "started", runId: this.runId, values: this.#values });
    const { known, dataset } = this.#run;
    if (known) {
      const message = knownLabelsNotice(known, dataset.images.truth?.names ?? []);
      this.#send({ kind: "notice", runId: this.runId, level: "info", message });
    }
    const ending = await this.#toTheEnd();
    clearTimeout(this.#stopTimer);
    this.#drive.close();
    this.#warnOfLeak(this.#parts.memory().tensors - tensorsBefore);
    ended();
    this.#sendAlways(ending.event, ending.transfer);
  }

  /** Goes on with every device that stands in for a lost one. */
  async #toTheEnd(): Promise<Ending> {
    let resumeFrom = this.#run.request.resumeFrom ?? null;
    for (;;) {
      const ending = await this.#untilLoss(resumeFrom);
      if (ending) return ending;
      this.#deviceWasLost = true;
      try {
        const backend = await this.#device.reopened();
        resumeFrom = this.#drive.rewind();
        this.#tellGoingOn(backend, resumeFrom);
      } catch (error) {
        return this.#failed(error);
      }
      if (this.#gate.stopped) return this.#stopped();
    }
  }

  /** Trains to the run's end; null when the device is lost before. */
  async #untilLoss(resumeFrom: Checkpoint | null): Promise<Ending | null> {
    this.#abort = new AbortController();
    let training: Training<SavedState> | undefined;
    let ending: Ending;
    try {
      training = this.#train(resumeFrom);
      const outcome = await this.#drive.toOutcome(training);
      ending = outcome ? await this.#finished(outcome) : this.#stopped();
    } catch (error) {
      if (error instanceof DeviceLostError) {
        await this.#abandon(training);
        return this.#gate.stopped ? this.#stopped() : null;
      }
      ending = this.#failed(error);
    }
    try {
      // Reaches the method's `finally`. A generator that is left early has no outcome to name.
      await training?.return(undefined as never);
    } catch (error) {
      ending = this.#failed(error);
    }
    // A stop counts even when it came while the last frame was made, or made the method throw.
    return this.#gate.stopped ? this.#stopped() : ending;
  }

  /** Lets the method clean up, but not for long: it may wait for an answer of the lost device that never comes. */
  async #abandon(training: Training<SavedState> | undefined): Promise<void> {
    this.#abort.abort();
    const cleanedUp = training?.return(undefined as never).catch(() => {});
    const enough = new Promise((resolve) => setTimeout(resolve, this.#parts.timing.lossMs));
    await Promise.race([cleanedUp, enough]);
  }

  #train(resumeFrom: Checkpoint | null): Training<SavedState> {
    const { method, dataset, images, featuresHash, codes, request, known } = this.#run;
    const { report } = this.#device;
    return method.train({
      images,
      codes,
      clusters: request.clusters,
      ...(known ? { knownLabels: known.labels } : {}),
      rng: Rng.fromSeed(request.seed),
      signal: this.#abort.signal,
      resumeFrom: resumeFrom?.state,
      workCache: report && workCacheOf(this.#parts.workStore, dataset.hash + (featuresHash ?? ""), report),
      settings: () => this.#values,
    });
  }

  #tellGoingOn({ backend }: BackendReport, from: Checkpoint | null): void {
    const message = from
      ? `The run goes on from its checkpoint of epoch ${from.epoch}, now with ${backend}. Epochs after it are trained once more.`
      : `The run had no checkpoint yet, so it starts again from its beginning, with the same seed, now with ${backend}.`;
    this.#send({ kind: "notice", runId: this.runId, level: "warning", message });
  }

  async #finished(outcome: Outcome): Promise<Ending> {
    const frame = await this.#drive.lastFrame(outcome);
    this.#drive.flush();
    if (!this.#gate.stopped) this.#keep(outcome);
    const event: EngineEvent = {
      kind: "finished",
      runId: this.runId,
      reason: outcome.reason,
      seconds: this.#drive.elapsedMs() / 1000,
      epochs: this.#drive.epoch,
      frame,
      codes: this.#run.request.wantCodes ? outcome.codes : null,
      dendrogram: outcome.dendrogram ?? null,
    };
    // The codes are cloned, not moved: a method on raw pixels may well return the dataset's own array.
    return { event, transfer: frameBuffers(frame) };
  }

  #stopped(): Ending {
    return { event: { kind: "stopped", runId: this.runId } };
  }

  #failed(error: unknown): Ending {
    this.#drive.flush();
    return { event: { kind: "failed", scope: "run", runId: this.runId, message: sentenceOf(error, advice) } };
  }

  /** A leak is a fault of the program, worth telling even between a stop and `stopped`. */
  #warnOfLeak(left: number): void {
    // Tensors of a lost device may never be given back.
    if (left <= 0 || this.#deviceWasLost) return;
    const message = `The run left ${left} tensors in memory, which is a fault of the method "${this.#run.method.id}"; please report it.`;
    this.#sendAlways({ kind: "notice", runId: this.runId, level: "warning", message });
  }
}
