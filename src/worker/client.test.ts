import { describe, expect, it } from "vitest";
import { datasetId, methodId, runId } from "../core/ids";
import { type EngineWorker, launchEngine, type Timers } from "./client";
import type { Checkpoint, Command, EngineEvent } from "./protocol";

/** A worker that does nothing unless a test makes it. */
class FakeWorker implements EngineWorker {
  readonly received: Command[] = [];
  terminated = false;
  readonly #listeners = new Map<string, ((event: never) => void)[]>();

  postMessage(message: unknown): void {
    this.received.push(message as Command);
  }
  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }
  removeEventListener(): void {}
  terminate(): void {
    this.terminated = true;
  }
  fire(type: "message" | "error" | "messageerror", event: object): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event as never);
  }
  tell(event: EngineEvent): void {
    this.fire("message", { data: event });
  }
  get kinds(): string[] {
    return this.received.map(({ kind }) => kind);
  }
}

/** Timers that go off only when `pass` says so. */
function fakeTimers() {
  let now = 0;
  const waiting = new Set<{ at: number; readonly again: number | null; readonly call: () => void }>();
  const add = (ms: number, again: number | null, call: () => void) => {
    const timer = { at: now + ms, again, call };
    waiting.add(timer);
    return () => void waiting.delete(timer);
  };
  const timers: Timers = { after: (ms, call) => add(ms, null, call), every: (ms, call) => add(ms, ms, call) };
  const pass = (ms: number) => {
    const end = now + ms;
    for (;;) {
      const due = [...waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      now = due.at;
      if (due.again === null) waiting.delete(due);
      else due.at += due.again;
      due.call();
    }
    now = end;
  };
  return { timers, pass, count: () => waiting.size };
}

function launched() {
  const workers: FakeWorker[] = [];
  const events: EngineEvent[] = [];
  const clock = fakeTimers();
  const engine = launchEngine({
    backend: "wasm",
    timers: clock.timers,
    onEvent: (event) => events.push(event),
    createWorker() {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
  });
  return { engine, workers, events, clock };
}

const load = {
  kind: "load",
  datasetId: datasetId("d"),
  source: { kind: "builtin", id: "digits", options: {} },
} as const satisfies Command;
const stop = { kind: "stop", runId: runId("r1") } as const satisfies Command;
const checkpoint: Checkpoint = {
  format: 1,
  methodId: methodId("dec"),
  values: {},
  clusters: 2,
  seed: 1,
  datasetHash: "h",
  epoch: 3,
  state: null,
};

describe("launchEngine", () => {
  it("opens the backend, posts commands and passes events on", () => {
    const { engine, workers, events } = launched();
    engine.post(load);
    workers[0].tell({ kind: "stopped", runId: runId("r1") });
    expect(workers[0].received).toEqual([{ kind: "open", backend: "wasm" }, load]);
    expect(events).toEqual([{ kind: "stopped", runId: "r1" }]);
  });

  it("turns errors of the worker into sentences", () => {
    const { workers, events } = launched();
    workers[0].fire("error", { message: "Uncaught ReferenceError: x is not defined" });
    workers[0].fire("error", {});
    workers[0].fire("messageerror", {});
    expect(events.map((event) => (event.kind === "failed" ? [event.scope, event.message] : event.kind))).toEqual([
      ["engine", "The engine failed: ReferenceError: x is not defined. Replace the engine, or reload the page."],
      ["engine", "The engine could not be loaded. Check the connection and reload the page."],
      ["engine", "A message of the engine could not be read. Replace the engine, or reload the page."],
    ]);
  });

  it("tells when no worker can be made", () => {
    const events: EngineEvent[] = [];
    const engine = launchEngine({
      backend: "auto",
      timers: fakeTimers().timers,
      onEvent: (event) => events.push(event),
      createWorker() {
        throw new Error("blocked");
      },
    });
    engine.post(load);
    expect(events).toEqual([
      {
        kind: "failed",
        scope: "engine",
        runId: null,
        message: "The engine could not be started (blocked). Reload the page, or try another browser.",
      },
    ]);
  });

  it("tells once of every silence", () => {
    const { workers, events, clock } = launched();
    clock.pass(21_000);
    expect(events).toEqual([]);
    clock.pass(60_000);
    expect(events).toEqual([{ kind: "unresponsive", silentMs: 20_000 }]);
    workers[0].tell({ kind: "pong" });
    clock.pass(10_000);
    expect(events.length).toBe(2);
    clock.pass(20_000);
    expect(events.map(({ kind }) => kind)).toEqual(["unresponsive", "pong", "unresponsive"]);
  });

  it("isn't alarmed while the engine answers", () => {
    const { workers, events, clock } = launched();
    for (let i = 0; i < 30; i++) {
      clock.pass(2000);
      workers[0].tell({ kind: "pong" });
    }
    expect(workers[0].kinds.filter((kind) => kind === "ping").length).toBe(30);
    expect(events.some(({ kind }) => kind === "unresponsive")).toBe(false);
  });

  it("has features added to a dataset again for one of the same images, which took its place", () => {
    const { engine, workers } = launched();
    const again = { ...load, datasetId: datasetId("again") };
    engine.post(load);
    engine.post({ kind: "attachFeatures", datasetId: load.datasetId, files: [] });
    const features = { title: "f.csv", source: "f.csv", cols: 8 };
    workers[0].tell({ kind: "features", datasetId: load.datasetId, features, report: null });
    engine.post(again);
    engine.post({ kind: "forget", datasetId: load.datasetId, successor: again.datasetId });
    engine.replace();
    expect(workers[1].received.slice(1)).toEqual([again, { kind: "attachFeatures", datasetId: again.datasetId, files: [] }]);
  });

  it("promises no checkpoint where the run has none", () => {
    const { engine, workers, events } = launched();
    const start = { kind: "start", runId: runId("r2"), datasetId: load.datasetId, methodId: methodId("dec") } as const;
    const run = { values: {}, clusters: 2, seed: 1, pace: "free" } as const;
    const replaced = (more: { readonly resumeFrom?: Checkpoint }) => {
      engine.post({ ...start, ...run, ...more });
      workers.at(-1)?.tell({ kind: "started", runId: start.runId, values: {} });
      engine.replace();
      const event = events.at(-1);
      return event?.kind === "replaced" && event.message.includes("last checkpoint");
    };
    workers[0].tell({ kind: "checkpoint", runId: runId("r1"), checkpoint, requested: false });
    expect(replaced({})).toBe(false);
    expect(replaced({ resumeFrom: checkpoint })).toBe(true);
  });

  it("replaces an engine that doesn't stop, and loads its datasets again", () => {
    const { engine, workers, events, clock } = launched();
    const other = { ...load, datasetId: datasetId("gone") };
    engine.post(load);
    engine.post(other);
    engine.post({ kind: "forget", datasetId: other.datasetId });
    workers[0].tell({ kind: "checkpoint", runId: runId("r1"), checkpoint, requested: false });
    engine.post(stop);
    clock.pass(4999);
    expect(workers.length).toBe(1);
    clock.pass(1);
    expect(workers[0].terminated).toBe(true);
    expect(workers[1].received).toEqual([{ kind: "open", backend: "wasm" }, load]);
    expect(events.at(-1)).toEqual({
      kind: "replaced",
      message:
        "The engine didn't stop within 5 seconds and was replaced by a new one. Its datasets are being loaded again. " +
        "A run can be resumed from its last checkpoint.",
    });
    // What the old one still had to say is not heard.
    workers[0].tell({ kind: "pong" });
    expect(events.at(-1)?.kind).toBe("replaced");
    clock.pass(60_000);
    expect(workers.length).toBe(2);
  });

  it("has a new engine read the features that were there, and those on their way", () => {
    const { engine, workers } = launched();
    const attach = (path: string) =>
      ({ kind: "attachFeatures", datasetId: load.datasetId, files: [{ path, blob: new Blob() }] }) as const;
    const [first, second, third] = ["a.csv", "b.csv", "c.csv"].map(attach);
    const features = { title: "a.csv", source: "a.csv", cols: 2 };
    engine.post(load);
    engine.post(first);
    workers[0].tell({ kind: "features", datasetId: load.datasetId, features, report: null });
    engine.post(second);
    workers[0].tell({ kind: "featuresFailed", datasetId: load.datasetId, message: "None.", report: null });
    engine.replace();
    expect(workers[1].received.slice(1)).toEqual([load, first]);
    engine.post(third);
    engine.replace();
    expect(workers[2].received.slice(1)).toEqual([load, third]);
    engine.post({ kind: "detachFeatures", datasetId: load.datasetId });
    engine.replace();
    expect(workers[3].received.slice(1)).toEqual([load]);
  });

  it.each<EngineEvent>([
    { kind: "stopped", runId: runId("r1") },
    { kind: "rejected", runId: runId("r1"), message: "It has ended." },
    { kind: "failed", scope: "run", runId: runId("r1"), message: "It failed." },
  ])("takes $kind as an answer to a stop", (answer) => {
    const { engine, workers, clock } = launched();
    engine.post(stop);
    workers[0].tell(answer);
    clock.pass(10_000);
    expect(workers.length).toBe(1);
  });

  it("can be disposed of twice, leaves no timer and says nothing more", () => {
    const { engine, workers, events, clock } = launched();
    engine.post(stop);
    engine.dispose();
    engine.dispose();
    engine.post(load);
    engine.replace();
    workers[0].tell({ kind: "pong" });
    clock.pass(60_000);
    expect([workers.length, workers[0].terminated, clock.count()]).toEqual([1, true, 0]);
    expect(workers[0].kinds).toEqual(["open", "stop"]);
    expect(events).toEqual([]);
  });
});
