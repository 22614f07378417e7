import { assertNever } from "../core/assert";
import type { Values } from "../core/hyperparameters";
import type { Matrix } from "../core/matrix";
import type { Outcome, SavedState, Snapshot } from "../core/saved-state";
import { openTurns } from "../core/turns";
import type { EpochEvent, Figures, Training, TrainingEvent } from "../methods/method";
import { discoveryAccuracy } from "../metrics/discovery";
import { codesChecksum } from "./codes-checksum";
import { type Device, DeviceLostError } from "./device";
import { Frames, frameBuffers } from "./frames";
import type { Gate } from "./gate";
import { checkLosses, checkState, emptyClusters, emptyClustersNotice } from "./health";
import type { EngineParts, Send } from "./host-parts";
import { ProgressLedger } from "./progress";
import type { ProjectorLink } from "./projector-link";
import type { Checkpoint, Frame } from "./protocol";
import type { ApprovedRun } from "./start-request";

/** Asks a method's generator for one event after another, and looks after the user's wishes in between. */
export class Drive {
  readonly #run: ApprovedRun;
  readonly #parts: EngineParts;
  readonly #device: Device;
  readonly #gate: Gate;
  readonly #values: () => Values;
  readonly #send: Send;
  readonly #projector: ProjectorLink;
  readonly #turns = openTurns();
  readonly #frames: Frames;
  readonly #progress: ProgressLedger;
  /** The epoch event that the generator stands at; null once it was asked for more, since the thunks end there. */
  #standing: EpochEvent<SavedState> | null = null;
  /** Whether the page has been sent the frame of `standing`. */
  #shown = false;
  #pauseTold = false;
  #saveWanted = false;
  #saveNotBefore: number;
  /** The run ends at the next epoch event, or at the one that it stands at, with a checkpoint of it. */
  #stopsSoon = false;
  #emptyTold = false;
  /** Of the codes that are clustered; taken with the first checkpoint. */
  #codesHash: string | null = null;
  /** What the run can go on from if its device is lost. */
  #kept: Checkpoint | null;

  constructor(
    run: ApprovedRun,
    parts: EngineParts,
    device: Device,
    gate: Gate,
    values: () => Values,
    send: Send,
    projector: ProjectorLink,
  ) {
    const { runId, clusters, seed, shownAt } = run.request;
    const { timing } = parts;
    const now = () => parts.now();
    this.#run = run;
    this.#parts = parts;
    this.#device = device;
    this.#gate = gate;
    this.#values = values;
    this.#send = send;
    this.#projector = projector;
    this.#saveNotBefore = now() + timing.checkpointMs;
    this.#kept = run.request.resumeFrom ?? null;
    const { findsClusters = false } = run.method;
    this.#frames = new Frames({
      runId,
      clusters,
      findsClusters,
      seed,
      truth: run.known?.scored ?? run.dataset.images.truth,
      picturesShown: !run.images.shape.vectors,
      parts: parts.frames,
      timing,
      // Of other images it would be no use.
      shownAt: shownAt?.length === 2 * run.images.shape.count ? shownAt : undefined,
      now,
    });
    this.#progress = new ProgressLedger({
      everyMs: timing.progressMs,
      windowMs: timing.throughputMs,
      epoch: run.request.resumeFrom?.epoch ?? 0,
      elapsedMs: run.request.resumeFrom?.elapsedMs ?? 0,
      now,
      memory: () => parts.memory(),
      send: (progress, epochs) => send({ kind: "progress", runId, progress, epochs }),
    });
  }

  /** The page was told that the run is paused, and not yet that it goes on. */
  get pauseTold(): boolean {
    return this.#pauseTold;
  }
  /** [n, d] of the newest frame, or null before the first. */
  get codes(): Matrix | null {
    return this.#frames.codes;
  }
  get epoch(): number {
    return this.#progress.epoch;
  }
  /** Milliseconds of training, pauses left out. */
  elapsedMs(): number {
    return this.#progress.elapsedMs();
  }
  /** Sends the facts of epochs that still wait. */
  flush(): void {
    this.#progress.flush();
  }
  close(): void {
    this.#turns.close();
  }
  painted(index: number): void {
    this.#frames.painted(index);
    this.#gate.wake();
  }
  /** Answers with a checkpoint as soon as the generator stands at an epoch event. */
  saveSoon(): void {
    this.#saveWanted = true;
    if (this.#pauseTold && !this.#standing) {
      const message =
        "The run is paused in the middle of an epoch, so the checkpoint is made when that epoch ends; resume or step to get there.";
      this.#send({ kind: "notice", runId: this.#run.request.runId, level: "info", message });
    }
    this.#gate.wake();
  }

  /** Ends the run as soon as the generator stands at an epoch event, with a checkpoint of that. */
  stopSoon(): void {
    this.#stopsSoon = true;
    // A run that is paused within an epoch goes on to the end of that.
    this.#gate.step();
  }

  /** Goes back to the last checkpoint and returns it; null where the run has none and begins anew. */
  rewind(): Checkpoint | null {
    this.#progress.rewind();
    this.#standing = null;
    this.#saveNotBefore = this.#parts.now() + this.#parts.timing.checkpointMs;
    return this.#kept;
  }

  /**
   * The method's outcome, or null when the run was stopped. Rejects as the method does, and with DeviceLostError as soon as the
   * device is lost; the method may then be doing something still.
   */
  async toOutcome(training: Training<SavedState>): Promise<Outcome | null> {
    for (;;) {
      await this.#turns.next();
      await this.#attend();
      if (this.#gate.stopped) return null;
      this.#standing = null;
      const result = await this.#device.guard(training.next());
      if (this.#gate.stopped) return null;
      if (result.done) return result.value;
      await this.#receive(result.value);
    }
  }

  /** The exact frame of the outcome, whatever the page's pace. */
  async lastFrame(outcome: Outcome): Promise<Frame> {
    const frame = await this.#frames.make(() => Promise.resolve(outcome), this.epoch, this.#progress.phase);
    this.#warnOfEmptyClusters(frame);
    this.#offer(frame, true);
    return frame;
  }

  async #receive(event: TrainingEvent<SavedState>): Promise<void> {
    const { runId } = this.#run.request;
    switch (event.kind) {
      case "phase": {
        const { done, ...phase } = event;
        this.#progress.beginPhase(phase.phase, phase.epochs, done, phase.restarts);
        this.#send({ ...phase, runId });
        return;
      }
      case "step":
        this.#progress.step(event.images);
        return;
      case "notice":
        this.#emptyTold ||= event.tellsEmpty === true;
        this.#send({ kind: "notice", runId, level: event.level, message: event.message });
        return;
      case "epoch":
        return this.#receiveEpoch(event);
      default:
        assertNever(event, "training event");
    }
  }

  async #receiveEpoch(event: EpochEvent<SavedState>): Promise<void> {
    const truth = this.#run.known?.scored ?? this.#run.dataset.images.truth;
    const attempt = event.attempt ? this.#parts.frames.scores(event.attempt, truth) : null;
    const facts = { ...event.facts, ...(await this.#discovery(event)) };
    this.#progress.epochDone(event, facts, attempt);
    checkLosses(event.losses, event.epoch, this.#values().learningRate);
    this.#standing = event;
    this.#shown = false;
    this.#gate.epochReached();
    if (this.#run.request.pace === "lockstep" || this.#frames.due()) await this.#show(event);
    const keeps = Number.isFinite(this.#parts.timing.checkpointMs);
    const ends = event.last === true || this.#progress.phaseDone;
    if (this.#saveWanted || (keeps && ends) || this.#parts.now() >= this.#saveNotBefore) await this.#save(event);
  }

  /** How well a method that knows some classes does in those and in new ones, once it has clusters of its own. */
  async #discovery(event: EpochEvent<SavedState>): Promise<Figures> {
    const { known } = this.#run;
    if (!known || this.#progress.phase === "pretrain") return {};
    const { labels } = await this.#device.guard(event.snapshot());
    if (!labels) return {};
    const accuracy = discoveryAccuracy(labels, known.scored.codes, new Set(known.classes));
    const named = { allAccuracy: accuracy.all, oldAccuracy: accuracy.old, newAccuracy: accuracy.new };
    return Object.fromEntries(Object.entries(named).filter(([, value]) => Number.isFinite(value)));
  }

  /** Returns when the next event may be asked for: not while paused, nor in lockstep before the page has painted. */
  async #attend(): Promise<void> {
    const { runId, pace } = this.#run.request;
    while (!this.#gate.stopped) {
      if (this.#stopsSoon && this.#standing) {
        await this.#keepAtStop(this.#standing);
        this.#gate.stop();
      } else if (this.#saveWanted && this.#standing) {
        await this.#save(this.#standing);
      } else if (this.#gate.held && !this.#pauseTold) {
        await this.#tellPause();
      } else if (this.#gate.held) {
        await this.#device.guard(this.#gate.changed());
      } else if (this.#pauseTold) {
        this.#pauseTold = false;
        this.#progress.release();
        this.#send({ kind: "resumed", runId });
      } else if (pace === "lockstep" && this.#frames.unpainted) {
        await this.#device.guard(this.#gate.changed());
      } else return;
    }
  }

  /** `paused` comes after every fact and the frame of where the run stands. Within an epoch the last frame stays current. */
  async #tellPause(): Promise<void> {
    this.#progress.flush();
    if (this.#standing && !this.#shown) await this.#show(this.#standing);
    if (this.#gate.stopped) return;
    this.#progress.hold();
    this.#pauseTold = true;
    this.#send({ kind: "paused", runId: this.#run.request.runId });
  }

  async #show(event: EpochEvent<SavedState>): Promise<void> {
    const snapshot: () => Promise<Snapshot> = () => this.#device.guard(event.snapshot());
    const frame = await this.#frames.make(snapshot, event.epoch, this.#progress.phase);
    this.#shown = true;
    this.#warnOfEmptyClusters(frame);
    this.#offer(frame, false);
    this.#send({ kind: "frame", frame }, frameBuffers(frame));
  }

  #offer({ runId, index }: Frame, final: boolean): void {
    const { codes, layout } = this.#frames;
    const { seed } = this.#run.request;
    if (codes && layout) this.#projector.offer({ runId, seed, frame: index, codes, layout, final });
  }

  async #save(event: EpochEvent<SavedState>): Promise<void> {
    const requested = this.#saveWanted;
    this.#saveWanted = false;
    const { runId, methodId, clusters, seed } = this.#run.request;
    const began = this.#parts.now();
    const state = await this.#device.guard(event.save()).catch((error) => {
      // A checkpoint that was asked for is owed still, by the next device.
      this.#saveWanted ||= requested;
      throw error;
    });
    checkState(state, event.epoch);
    this.#progress.mark();
    const datasetHash = this.#run.dataset.hash;
    const { codes, featuresHash } = this.#run;
    if (codes) this.#codesHash ??= codesChecksum(codes);
    const checkpoint = {
      format: 1,
      methodId,
      values: this.#values(),
      clusters,
      seed,
      datasetHash,
      ...(this.#codesHash === null ? {} : { codesHash: this.#codesHash }),
      ...(featuresHash === null ? {} : { featuresHash }),
      epoch: event.epoch,
      elapsedMs: this.#progress.elapsedMs(),
      state,
    } as const;
    // A copy: only the method knows whether it still holds a part of its state.
    if (this.#device.mayBeLost) this.#kept = structuredClone(checkpoint);
    // Cloned by the wire, not moved, for the same reason.
    this.#send({ kind: "checkpoint", runId, checkpoint, requested });
    // Reading back and cloning a large network takes a while: it may take a fiftieth of the time at most.
    const now = this.#parts.now();
    this.#saveNotBefore = now + Math.max(this.#parts.timing.checkpointMs, 50 * (now - began));
  }

  /** A run whose weights are lost is stopped all the same; the checkpoint before stays. */
  async #keepAtStop(event: EpochEvent<SavedState>): Promise<void> {
    try {
      await this.#save(event);
    } catch (error) {
      if (error instanceof DeviceLostError) throw error;
    }
  }

  /** Told once a run, not every epoch. */
  #warnOfEmptyClusters(frame: Frame): void {
    if (this.#emptyTold || !frame.labels) return;
    const { runId } = this.#run.request;
    const clusters = frame.clusters?.length ?? this.#run.request.clusters;
    const empty = emptyClusters(frame.labels, clusters);
    if (empty.length === 0) return;
    this.#emptyTold = true;
    const pretrains = "pretrainEpochs" in this.#run.method.hyperparameters;
    const message = emptyClustersNotice(empty, clusters, frame.epoch, pretrains);
    this.#send({ kind: "notice", runId, level: "warning", message });
  }
}
