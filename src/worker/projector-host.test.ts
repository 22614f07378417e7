import { afterEach, describe, expect, it } from "vitest";
import { integer } from "../core/hyperparameters";
import { runId } from "../core/ids";
import { matrix } from "../core/matrix";
import { openTurns } from "../core/turns";
import { defineProjector, type Projection } from "../projection/projector";
import { type ProjectorParts, startProjector } from "./projector-host";
import { ProjectorLink } from "./projector-link";
import type { ProjectorCommand, ProjectorEvent } from "./projector-protocol";
import { wire } from "./wire";

const hyperparameters = {
  steps: integer({ label: "Steps", help: "How many.", default: 3, min: 1, max: 1e6 }),
};
type Values = { readonly steps: number };

/** Moves every point by 1 to the right at each step. */
function drift(runs: Projection<Values>[]) {
  return defineProjector({
    id: "drift",
    title: "Drift",
    summary: "Drifts.",
    reference: { authors: "Nobody", title: "None", venue: "Nowhere", year: 2000 },
    hyperparameters,
    async *project(run) {
      runs.push(run);
      const layout = run.start?.slice() ?? new Float32Array(run.codes.rows * 2);
      await run.neighbours(2);
      for (let step = 1; step <= run.values.steps; step++) {
        for (let p = 0; p < layout.length; p += 2) layout[p] += 1;
        yield { stage: "Drifting", step, steps: run.values.steps, layout: () => layout.slice() };
        await run.giveWay();
      }
      return layout;
    },
  });
}

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function opened(changes: Partial<ProjectorParts> = {}) {
  const runs: Projection<Values>[] = [];
  const page = new MessageChannel();
  const codes = new MessageChannel();
  let now = 0;
  const parts: ProjectorParts = {
    projectors: [drift(runs)],
    neighbours: async (points, k, { report }) => {
      report(points.rows, points.rows);
      return { k, indices: new Int32Array(points.rows * k), distances: new Float32Array(points.rows * k) };
    },
    quality: async (_codes, layout) => ({ k: 15, trustworthiness: layout[0], continuity: 1, sampled: null }),
    align: (_previous, next) => ({ layout: next, moved: 0.25 }),
    turns: openTurns(),
    now: () => {
      now += 1000;
      return now;
    },
    ...changes,
  };
  const host = startProjector(page.port1, parts);
  const { send, listen } = wire<ProjectorCommand, ProjectorEvent>(page.port2);
  const events: ProjectorEvent[] = [];
  const waiting: { readonly matches: (event: ProjectorEvent) => boolean; readonly resolve: () => void }[] = [];
  listen((event) => {
    events.push(event);
    for (const wait of [...waiting]) if (wait.matches(event)) wait.resolve();
  });
  const link = new ProjectorLink();
  link.connect(codes.port1);
  send({ kind: "connect", port: codes.port2 }, [codes.port2]);
  closers.push(() => {
    host.close();
    link.close();
    for (const port of [page.port1, page.port2, codes.port1, codes.port2]) port.close();
  });
  return {
    runs,
    events,
    link,
    send,
    until: (matches: (event: ProjectorEvent) => boolean) =>
      new Promise<void>((resolve) => {
        if (events.some(matches)) resolve();
        waiting.push({ matches, resolve });
      }),
    layouts: () => events.filter((event): event is Extract<ProjectorEvent, { kind: "layout" }> => event.kind === "layout"),
  };
}

const run = runId("r");
const choose = (steps = 3): ProjectorCommand => ({ kind: "choose", choice: steps, projectorId: "drift", values: { steps } });
const points = (fill: number) => matrix(new Float32Array(12).fill(fill), 4, 3);
const offer = (frame: number, final = false, fill = frame) =>
  ({ runId: run, seed: 1, frame, codes: points(fill), layout: new Float32Array(8), final }) as const;

describe("the projector", () => {
  it("says what projections there are", async () => {
    const { until, events } = opened();
    await until(({ kind }) => kind === "projectors");
    expect(events[0]).toMatchObject({ kind: "projectors", projectors: [{ id: "drift", hyperparameters }] });
    expect(JSON.stringify(events[0])).not.toContain("project(");
  });

  it("takes no codes while PCA is chosen but the last ones, whose map it measures", async () => {
    const { link, until, events, runs } = opened();
    link.offer(offer(0));
    link.offer(offer(1, true));
    await until(({ kind }) => kind === "quality");
    expect(runs).toHaveLength(0);
    expect(events.filter(({ kind }) => kind === "quality")).toEqual([
      { kind: "quality", runId: run, choice: 0, quality: { k: 15, trustworthiness: 0, continuity: 1, sampled: null } },
    ]);
  });

  it("streams layouts from where PCA put the points, and says how much moved", async () => {
    const { link, send, until, layouts, runs } = opened();
    link.offer({ ...offer(0), layout: Float32Array.of(5, 0, 5, 0, 5, 0, 5, 0) });
    send(choose());
    await until((event) => event.kind === "layout" && event.done);
    expect(layouts().map(({ layout, step, done, moved }) => [layout[0], step, done, moved])).toEqual([
      [6, 1, false, 0.25],
      [7, 2, false, 0.25],
      [8, 3, false, 0.25],
      [8, 1, true, 0.25],
    ]);
    expect(runs[0].follow).toBe(false);
    expect(runs[0].codes).toEqual(points(0));
  });

  it("follows a training: the next codes start from the last positions, and the last codes are done in full", async () => {
    const { link, send, until, layouts, runs } = opened();
    send(choose(1));
    link.offer(offer(0));
    await until((event) => event.kind === "layout" && event.done && event.frame === 0);
    link.offer(offer(1));
    await until((event) => event.kind === "layout" && event.done && event.frame === 1);
    link.offer(offer(2, true));
    await until(({ kind }) => kind === "quality");
    expect(runs.map(({ follow, start }) => [follow, start?.[0]])).toEqual([
      [false, 0],
      [true, 1],
      [false, 2],
    ]);
    expect(layouts().at(-1)?.layout[0]).toBe(3);
  });

  it("drops what is under way for another choice, for the last codes and for another run", async () => {
    const { link, send, until, layouts, runs } = opened();
    send(choose(1e6));
    link.offer(offer(0));
    await until(({ kind }) => kind === "layout");
    send(choose(2));
    await until((event) => event.kind === "layout" && event.done);
    expect(runs[0].signal.aborted).toBe(true);
    expect(layouts().filter(({ done }) => done)).toHaveLength(1);
    // The new choice began where the old one had left the points.
    expect(runs[1].start?.[0]).toBeGreaterThan(0);
    send(choose(1e6));
    link.offer(offer(1, true));
    await until((event) => event.kind === "layout" && event.frame === 1);
    link.offer({ ...offer(0, false, 7), runId: runId("s") });
    await until((event) => event.kind === "layout" && event.runId === "s");
    expect(runs.at(-1)).toMatchObject({ follow: false, codes: points(7) });
  });

  it("follows the second run as it did the first, with that run's seed", async () => {
    const { link, send, until, runs } = opened();
    send(choose(1));
    link.offer(offer(0, true));
    await until(({ kind }) => kind === "quality");
    link.forget();
    const second = { runId: runId("s"), seed: 7 };
    link.offer({ ...offer(0, false, 5), ...second });
    await until((event) => event.kind === "layout" && event.done && event.runId === "s");
    link.offer({ ...offer(1, false, 6), ...second });
    await until((event) => event.kind === "layout" && event.done && event.runId === "s" && event.frame === 1);
    expect(runs.map(({ follow, codes }) => [follow, codes.data[0]])).toEqual([
      [false, 0],
      [false, 5],
      [true, 6],
    ]);
    expect(runs[1].rng.state()).not.toEqual(runs[0].rng.state());
  });

  it("follows only a layout that the same choice has finished", async () => {
    const { link, send, until, runs } = opened();
    send(choose(2));
    link.offer(offer(0));
    await until((event) => event.kind === "layout" && event.done);
    send(choose(3));
    await until((event) => event.kind === "layout" && event.done && event.choice === 3);
    link.offer(offer(1));
    await until((event) => event.kind === "layout" && event.done && event.frame === 1);
    send({ kind: "choose", choice: 4, projectorId: "pca", values: {} });
    send(choose(5));
    await until((event) => event.kind === "layout" && event.done && event.choice === 5);
    expect(runs.map(({ settled, follow, start }) => [settled, follow, start?.[0]])).toEqual([
      [false, false, 0],
      [false, false, 2],
      [true, true, 5],
      // PCA had the points back in its own places.
      [false, false, 0],
    ]);
  });

  it("drops what it does and holds when the engine says that it is of the past", async () => {
    const { link, send, until, layouts, runs } = opened();
    send(choose(1e6));
    link.offer(offer(0));
    await until(({ kind }) => kind === "layout");
    link.forget();
    await expect.poll(() => runs[0].signal.aborted).toBe(true);
    const told = layouts().length;
    send(choose(2));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(layouts()).toHaveLength(told);
  });

  it("is not sent codes twice that never change", async () => {
    const { link, send, until, runs } = opened();
    const codes = points(3);
    send(choose(1));
    link.offer({ ...offer(0), codes });
    await until((event) => event.kind === "layout" && event.done);
    link.offer({ ...offer(1, true), codes });
    await until(({ kind }) => kind === "quality");
    expect(runs[1].codes.data).toBe(runs[0].codes.data);
  });

  it("tells a fault in a sentence and goes on", async () => {
    const { link, send, until, events } = opened();
    send({ kind: "choose", choice: 9, projectorId: "nothing", values: {} });
    link.offer(offer(0));
    await until(({ kind }) => kind === "projectionFailed");
    expect(events.at(-1)).toMatchObject({ runId: run, choice: 9, message: expect.stringContaining('no projection "nothing"') });
    // Once is enough: more codes would fail likewise.
    link.offer(offer(1));
    link.offer(offer(2));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(events.filter(({ kind }) => kind === "projectionFailed")).toHaveLength(1);
    send(choose());
    await until((event) => event.kind === "layout" && event.done);
  });
});
