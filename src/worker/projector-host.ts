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
  ProjectorWish,
} from "./projector-protocol";
import { type Port, type Wire, wire } from "./wire";

const advice = "The map by PCA still works; try other settings of the projection.";
/** At most one layout in this time: the page needs a while to draw 10,000 points. */
const layoutMs = 80;

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
  readonly frame: number;
  readonly codes: Matrix;
  readonly layout: Float32Array;
  readonly final: boolean;
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
  #engine: Wire<ProjectorWish, ProjectorCodes> | null = null;
  #disconnect: () => void = () => {};
  #choice: Choice = { kind: "choose", projectorId: "pca", values: {}, seed: 0 };
  #codes: Codes | null = null;
  /** Where the points lie on the page now, and whose they are. */
  #shown: { readonly runId: RunId; readonly projectorId: string; readonly layout: Float32Array } | null = null;
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
      this.#disconnect();
      this.#engine = wire<ProjectorWish, ProjectorCodes>(command.port);
      this.#disconnect = this.#engine.listen((codes) => this.#take(codes));
      this.#wish();
      return;
    }
    this.#choice = command;
    // What is under way was asked for no more. Points stay where they are until the new projection moves them.
    this.#abort.abort();
    this.#due = this.#codes !== null;
    if (!this.#codes?.final) this.#wish();
    void this.#work();
  }

  close(): void {
    this.#closed = true;
    this.#abort.abort();
    this.#disconnect();
    this.#parts.turns.close();
  }

  #take({ runId, frame, codes, layout, final }: ProjectorCodes): void {
    const kept = codes ?? this.#codes?.codes;
    if (!kept) return;
    // The last codes of a run are worth more than the rest of what is under way; so are those of another run.
    if (final || this.#codes?.runId !== runId) this.#abort.abort();
    this.#codes = { runId, frame, codes: kept, layout, final };
    this.#due = true;
    void this.#work();
  }

  /** PCA comes with the frames, so that nothing has to be copied for it until the run ends. */
  #wish(): void {
    if (this.#choice.projectorId !== "pca") this.#engine?.send({ kind: "want" });
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#due && !this.#closed) {
      this.#due = false;
      this.#abort = new AbortController();
      const { signal } = this.#abort;
      const codes = this.#codes;
      if (codes) {
        try {
          await this.#project(codes, this.#choice, signal);
        } catch (error) {
          if (!signal.aborted) {
            this.#send({ kind: "projectionFailed", runId: codes.runId, message: sentenceOf(error, advice) });
          }
        }
        if (!codes.final && !signal.aborted) this.#wish();
      }
    }
    this.#busy = false;
  }

  async #project(codes: Codes, choice: Choice, signal: AbortSignal): Promise<void> {
    const { runId } = codes;
    const { projectorId, seed } = choice;
    const giveWay = async () => {
      await this.#parts.turns.next();
      signal.throwIfAborted();
    };
    const rng = Rng.fromSeed(seed).fork("projection");
    const layout = projectorId === "pca" ? codes.layout : await this.#layOut(codes, choice, rng, signal, giveWay);
    if (!codes.final) return;
    const quality = await this.#parts.quality(codes.codes, layout, { rng: rng.fork("quality"), signal, giveWay });
    this.#send({ kind: "quality", runId, projectorId, quality });
  }

  /** Lays `codes` out, telling the layout as it goes; resolves to the last. */
  async #layOut(
    { runId, frame, codes, layout: first, final }: Codes,
    { projectorId, values }: Choice,
    rng: Rng,
    signal: AbortSignal,
    giveWay: () => Promise<void>,
  ): Promise<Float32Array> {
    const projector = this.#parts.projectors.find(({ id }) => id === projectorId);
    if (!projector) throw new Error(`There is no projection "${projectorId}".`);
    const shown = this.#shown?.runId === runId ? this.#shown : null;
    const start = shown?.layout ?? first;
    let toldAt = this.#parts.now();
    let stage = "";
    const tell = (raw: Float32Array, step: number, steps: number | null, done: boolean): Float32Array => {
      const before = this.#shown?.runId === runId ? this.#shown.layout : first;
      const { layout, moved } = this.#parts.align(before, raw);
      this.#shown = { runId, projectorId, layout };
      toldAt = this.#parts.now();
      const copy = layout.slice();
      this.#send({ kind: "layout", runId, frame, projectorId, layout: copy, moved, stage, step, steps, done }, [copy.buffer]);
      return layout;
    };
    const tellStage = (now: string, step: number, steps: number | null) => {
      if (now === stage && this.#parts.now() - toldAt < layoutMs) return;
      stage = now;
      toldAt = this.#parts.now();
      this.#send({ kind: "projecting", runId, projectorId, stage, step, steps });
    };
    const projection = projector.project({
      codes,
      dimensions: 2,
      rng,
      signal,
      start: start.slice(),
      follow: !final && shown?.projectorId === projectorId,
      values: parseValues(projector.hyperparameters, values),
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

/** Named one by one: whatever else a plug-in's object carries might not cross the wire. */
function descriptorOf({ id, title, summary, reference, hyperparameters }: Projector): ProjectorDescriptor {
  return { id, title, summary, reference, hyperparameters };
}
