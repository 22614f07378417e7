import { describe, expect, it } from "vitest";
import { runId } from "../core/ids";
import type { ShownView } from "../worker/protocol";
import { keptViews } from "./kept-views";
import { frameOf, loadedLab } from "./testing";

const view = (id: string, title = id): ShownView => ({
  kind: "histogram",
  id,
  title,
  help: "To be seen.",
  xTitle: "q",
  yTitle: "images",
  from: 0,
  to: 1,
  counts: Float32Array.of(1),
  marks: [],
});

describe("views that the page keeps", () => {
  it("are the last of each, those of the newest frame first", () => {
    const first = keptViews([], { views: [view("a"), view("b")], epoch: 1, phase: "pretrain" });
    const second = keptViews(first, { views: [view("c"), view("b", "newer")], epoch: 2, phase: "cluster" });
    expect(second.map(({ view: { id, title }, epoch, phase }) => [id, title, epoch, phase])).toEqual([
      ["c", "c", 2, "cluster"],
      ["b", "newer", 2, "cluster"],
      ["a", "a", 1, "pretrain"],
    ]);
    expect(keptViews(second, { views: [], epoch: 3, phase: "cluster" })).toBe(second);
  });

  it("outlast a frame without any and the run's end, and leave with the next run", () => {
    const { store, last } = loadedLab();
    store.getState().startRun();
    const id = last("start").runId;
    store.receive({ kind: "started", runId: id, values: {} });
    store.receive({ kind: "frame", frame: { ...frameOf(id, 1), views: [view("a")] } });
    store.receive({
      kind: "finished",
      runId: id,
      reason: "Done.",
      seconds: 1,
      epochs: 2,
      frame: frameOf(id, 2),
      codes: null,
      dendrogram: null,
    });
    expect(store.getState().views).toMatchObject([{ view: { id: "a" }, epoch: 1 }]);
    store.receive({ kind: "frame", frame: { ...frameOf(runId("another"), 3), views: [view("b")] } });
    expect(store.getState().views).toHaveLength(1);
    store.getState().startRun();
    expect(store.getState().views).toEqual([]);
  });
});
