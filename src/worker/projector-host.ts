import { parseValues } from "../core/hyperparameters";
import type { RunId } from "../core/ids";
import type { Matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import type { Turns } from "../core/turns";
import type { Neighbours, Projector } from "../projection/projector";
import { sentenceOf } from "./failure";
import type {
  ProjectionQuality,
  ProjectorCodes,
  ProjectorCommand,
  ProjectorDescriptor,
  ProjectorEvent,
  ProjectorInput,
  ProjectorWish,
} from "./projector-protocol";
import { type Port, type Wire, wire } from "./wire";

const advice = "The map by PCA still works; try other settings of the projection.";
/** At most one layout in this time: the page needs a while to draw 10,000 points. */
const layoutMs = 80;

/**
 * While a run goes on the projector rests twice as long as it works: training takes every core there is, and a third busy thread on
 * two of them held the page up for 100 ms and more.
 */
const restPerWork = 2;
const longestRestMs = 50;

/** Everything the projector uses but doesn't own. */
export interface ProjectorParts {
  readonly projectors: readonly Projector[];
  neighbours(
    codes: Matrix,
    k: number,
    options: { readonly signal: AbortSignal; giveWay(): Promise<void>; report(done: number, all: number): void },
  ): Promise<Neighbours>;
  quality(
    codes: Matrix,
    layout: Float32Array,
    options: { readonly rng: Rng; readonly signal: AbortSignal; giveWay(): Promise<void> },
  ): Promise<ProjectionQuality>;
  /** `next` turned and mirrored to lie on `previous`; `moved` is the mean distance that points moved. */
  align(previous: Float32Array, next: Float32Array): { readonly layout: Float32Array; readonly moved: number };
  readonly turns: Turns;
  /** Milliseconds from any start; never goes back. */
  now(): number;
}

type Choice = Extract<ProjectorCommand, { kind: "choose" }>;
interface Codes {
  readonly runId: RunId;
  readonly seed: number;
  readonly frame: number;
  readonly codes: Matrix;
  readonly layout: Float32Array;
  readonly final: boolean;
}

interface Shown {
  readonly runId: RunId;
  readonly choice: Choice;
  /** It was not broken off. */
  readonly done: boolean;
  readonly layout: Float32Array;
}

/** Serves the projector at one end of a port. Returns what ends it; the port stays open: it belongs to the caller. */
export function startProjector(port: Port, parts: ProjectorParts): { close(): void } {
  const page = wire<ProjectorEvent, ProjectorCommand>(port);
  const host = new ProjectorHost(parts, page.send);
  const stopListening = page.listen((command) => host.receive(command));
  page.send({ kind: "projectors", projectors: parts.projectors.map(descriptorOf) });
  return {
    close() {
      stopListening();
      host.close();
    },
  };
}

class ProjectorHost {
  readonly #parts: ProjectorParts;
  readonly #send: Wire<ProjectorEvent, never>["send"];
  #engine: Wire<ProjectorWish, ProjectorInput> | null = null;
  #disconnect: () => void = () => {};
  #choice: Choice = { kind: "choose", choice: 0, projectorId: "pca", values: {} };
  /** The present choice has failed: more codes would fail likewise. */
  #failed = false;
  #codes: Codes | null = null;
  /** Where the points lie on the page now, whose they are and what put them there; null where PCA did. */
  #shown: Shown | null = null;
  #abort = new AbortController();
  #busy = false;
  /** There are codes or a choice that nothing was made of yet. */
  #due = false;
  #closed = false;

  constructor(parts: ProjectorParts, send: Wire<ProjectorEvent, never>["send"]) {
    this.#parts = parts;
    this.#send = send;
  }

  receive(command: ProjectorCommand): void {
    if (command.kind === "connect") {
      const { port } = command;
      this.#disconnect();
      this.#engine = wire<ProjectorWish, ProjectorInput>(port);
      const stopListening = this.#engine.listen((input) => this.#receiveInput(input));
      this.#disconnect = () => {
        stopListening();
        port.close();
      };
      this.#wish();
      return;
    }
    this.#choice = command;
    this.#failed = false;
    // What is under way was asked for no more. Points stay where they are until the new projection moves them.
    this.#abort.abort();
    if (command.projectorId === "pca") this.#shown = null;
    this.#due = this.#codes !== null;
    this.#wish();
    void this.#work();
  }

  close(): void {
    this.#closed = true;
    this.#abort.abort();
    this.#disconnect();
    this.#parts.turns.close();
  }

  #receiveInput(input: ProjectorInput): void {
    if (input.kind === "codes") {
      this.#take(input);
      return;
    }
    this.#abort.abort();
    this.#codes = null;
    this.#shown = null;
    this.#due = false;
    this.#wish();
  }

  #take({ runId, seed, frame, codes, layout, final }: ProjectorCodes): void {
    const kept = codes ?? this.#codes?.codes;
    if (!kept) return;
    // The last codes of a run are worth more than the rest of what is under way; so are those of another run.
    if (final || this.#codes?.runId !== runId) this.#abort.abort();
    this.#codes = { runId, seed, frame, codes: kept, layout, final };
    this.#due = true;
    void this.#work();
  }

  /** PCA comes with the frames, so that nothing has to be copied for it until the run ends. */
  #wish(): void {
    if (this.#choice.projectorId !== "pca" && !this.#failed) this.#engine?.send({ kind: "want" });
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#due && !this.#closed) {
      this.#due = false;
      this.#abort = new AbortController();
      const { signal } = this.#abort;
      const codes = this.#codes;
      const choice = this.#choice;
      if (codes) {
        try {
          await this.#project(codes, choice, signal);
        } catch (error) {
          if (!signal.aborted) {
            this.#failed = true;
            // The page goes back to PCA, from which the next one starts.
            this.#shown = null;
            const message = sentenceOf(error, advice);
            this.#send({ kind: "projectionFailed", runId: codes.runId, choice: choice.choice, message });
          }
        }
        if (!signal.aborted) this.#wish();
      }
    }
    this.#busy = false;
  }

  async #project(codes: Codes, choice: Choice, signal: AbortSignal): Promise<void> {
    const { runId, seed } = codes;
    const { projectorId } = choice;
    let since = this.#parts.now();
    const giveWay = async () => {
      await this.#parts.turns.next();
      const worked = this.#parts.now() - since;
      if (!codes.final) await rest(Math.min(longestRestMs, worked * restPerWork));
      signal.throwIfAborted();
      since = this.#parts.now();
    };
    const rng = Rng.fromSeed(seed).fork("projection");
    const layout = projectorId === "pca" ? codes.layout : await this.#layOut(codes, choice, rng, signal, giveWay);
    if (!codes.final) return;
    const quality = await this.#parts.quality(codes.codes, layout, { rng: rng.fork("quality"), signal, giveWay });
    this.#send({ kind: "quality", runId, choice: choice.choice, quality });
  }

  /** Lays `codes` out, telling the layout as it goes; resolves to the last. */
  async #layOut(
    { runId, frame, codes, layout: first, final }: Codes,
    choice: Choice,
    rng: Rng,
    signal: AbortSignal,
    giveWay: () => Promise<void>,
  ): Promise<Float32Array> {
    const projector = this.#parts.projectors.find(({ id }) => id === choice.projectorId);
    if (!projector) throw new Error(`There is no projection "${choice.projectorId}".`);
    const shown = this.#shown?.runId === runId ? this.#shown : null;
    const start = shown?.layout ?? first;
    const settled = shown?.choice === choice && shown.done;
    let toldAt = this.#parts.now();
    let stage = "";
    const tell = (raw: Float32Array, step: number, steps: number | null, done: boolean): Float32Array => {
      const before = this.#shown?.runId === runId ? this.#shown.layout : first;
      const { layout, moved } = this.#parts.align(before, raw);
      this.#shown = { runId, choice, done, layout };
      toldAt = this.#parts.now();
      const copy = layout.slice();
      this.#send({ kind: "layout", runId, frame, choice: choice.choice, layout: copy, moved, stage, step, steps, done }, [
        copy.buffer,
      ]);
      return layout;
    };
    const tellStage = (now: string, step: number, steps: number | null) => {
      if (now === stage && this.#parts.now() - toldAt < layoutMs) return;
      stage = now;
      toldAt = this.#parts.now();
      this.#send({ kind: "projecting", runId, choice: choice.choice, stage, step, steps });
    };
    const projection = projector.project({
      codes,
      dimensions: 2,
      rng,
      signal,
      start: start.slice(),
      settled,
      follow: settled && !final,
      values: parseValues(projector.hyperparameters, choice.values),
      neighbours: (k, points = codes) =>
        this.#parts.neighbours(points, k, {
          signal,
          giveWay,
          report: (done, all) => tellStage("Finding neighbours", done, all),
        }),
      giveWay,
    });
    try {
      for (;;) {
        const next = await projection.next();
        signal.throwIfAborted();
        if (next.done) return tell(next.value, 1, 1, true);
        const { step, steps } = next.value;
        const due = this.#parts.now() - toldAt >= layoutMs;
        const raw = due ? next.value.layout() : null;
        if (raw) {
          stage = next.value.stage;
          tell(raw, step, steps, false);
        } else tellStage(next.value.stage, step, steps);
        await giveWay();
      }
    } finally {
      await projection.return(first);
    }
  }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Named one by one: whatever else a plug-in's object carries might not cross the wire. */
function descriptorOf({ id, title, summary, reference, hyperparameters }: Projector): ProjectorDescriptor {
  return { id, title, summary, reference, hyperparameters };
}
