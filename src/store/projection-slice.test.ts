import { describe, expect, it } from "vitest";
import { integer } from "../core/hyperparameters";
import { runId } from "../core/ids";
import type { ProjectorCommand, ProjectorEvent } from "../worker/projector-protocol";
import { valuesOfProjector } from "./projection-slice";
import { shownLayout } from "./shown-layout";
import { frameOf, loadedLab } from "./testing";

const umap = {
  id: "umap",
  title: "UMAP",
  summary: "Neighbours.",
  reference: { authors: "A", title: "T", venue: "V", year: 2018 },
  hyperparameters: { neighbours: integer({ label: "Neighbours", help: "Near ones.", default: 15, min: 2, max: 200 }) },
};

function running() {
  const posted: ProjectorCommand[] = [];
  const lab = loadedLab({ postToProjector: (command) => posted.push(command) });
  const { store } = lab;
  store.receiveProjection({ kind: "projectors", projectors: [umap] });
  store.getState().startRun();
  const { runId: run } = lab.last("start");
  store.receive({ kind: "started", runId: run, values: {} });
  store.receive({ kind: "frame", frame: frameOf(run, 0) });
  const layout = (changes: Partial<Extract<ProjectorEvent, { kind: "layout" }>> = {}): ProjectorEvent => ({
    kind: "layout",
    runId: run,
    frame: 0,
    choice: 1,
    layout: new Float32Array(6).fill(0.5),
    moved: 0.1,
    stage: "Moving points",
    step: 2,
    steps: 10,
    done: false,
    ...changes,
  });
  return { lab, store, posted, run, layout };
}

describe("the map's projection", () => {
  it("is PCA's until another's first layout has come", () => {
    const { store, posted, layout } = running();
    const first = store.getState().frame?.layout;
    expect(shownLayout(store.getState())).toBe(first);
    store.getState().chooseProjector("umap");
    expect(posted.at(-1)).toMatchObject({ kind: "choose", projectorId: "umap", values: { neighbours: 15 } });
    expect(shownLayout(store.getState())).toBe(first);
    store.receiveProjection(layout());
    expect(shownLayout(store.getState())?.[0]).toBe(0.5);
    expect(store.getState().projecting).toEqual({ stage: "Moving points", step: 2, steps: 10 });
    store.receiveProjection(layout({ done: true }));
    expect(store.getState().projecting).toBeNull();
    store.getState().chooseProjector("pca");
    expect(shownLayout(store.getState())).toBe(first);
  });

  it("is PCA's again where another fails, unless a newer one was chosen meanwhile", () => {
    const { store, run, layout } = running();
    store.getState().chooseProjector("umap");
    store.receiveProjection(layout({ done: true }));
    const failed = (choice: number) =>
      store.receiveProjection({ kind: "projectionFailed", runId: run, choice, message: "So it can't." });
    failed(0);
    expect(shownLayout(store.getState())?.[0]).toBe(0.5);
    failed(1);
    expect(shownLayout(store.getState())).toBe(store.getState().frame?.layout);
    expect(store.getState().notices.at(-1)?.message).toBe("So it can't.");
  });

  it("takes no layout of another run, another projection or another number of points", () => {
    const { store, layout } = running();
    store.getState().chooseProjector("umap");
    store.receiveProjection(layout({ runId: runId("old") }));
    store.receiveProjection(layout({ choice: 0 }));
    store.receiveProjection(layout({ layout: new Float32Array(4) }));
    expect(store.getState().projection).toBeNull();
  });

  it("starts over with a new setting and a new run", () => {
    const { lab, store, posted, run, layout } = running();
    store.getState().chooseProjector("umap");
    store.getState().setProjectorValue("neighbours", 30);
    expect(posted.at(-1)).toMatchObject({ values: { neighbours: 30 } });
    expect(valuesOfProjector(store.getState())).toEqual({ neighbours: 30 });
    store.receiveProjection(layout({ choice: 2 }));
    store.receiveProjection({
      kind: "quality",
      runId: run,
      choice: 2,
      quality: { k: 15, trustworthiness: 0.9, continuity: 0.8, sampled: null },
    });
    expect(store.getState().projectionQuality?.trustworthiness).toBe(0.9);
    store.receive({ kind: "stopped", runId: run });
    store.getState().startRun();
    expect(lab.last("start").runId).not.toBe(run);
    expect(store.getState()).toMatchObject({ projection: null, projectionQuality: null, projectorId: "umap" });
  });
});

describe("codes of earlier runs", () => {
  const classical = (takesCodes: boolean) => {
    const made = running();
    const { store } = made;
    store.receive({ kind: "stopped", runId: made.run });
    store.setState({ methods: store.getState().methods.map((method) => ({ ...method, takesCodes })) });
    const datasetId = store.getState().dataset?.datasetId;
    if (!datasetId) throw new Error("no dataset");
    const kept = { runId: runId("run-0"), datasetId, title: "IDEC, k 10, seed 1", cols: 10 };
    store.receive({ kind: "codesKept", runs: [kept] });
    store.getState().chooseCodes(kept.runId);
    store.getState().startRun();
    return made;
  };

  it("go with the start of a method that takes them, and are named", () => {
    const { lab, store } = classical(true);
    expect(lab.last("start").codes).toEqual({ kind: "run", runId: "run-0" });
    expect(store.getState().run?.codesOf).toBe("IDEC, k 10, seed 1");
  });

  it("do not go with another's, nor once the engine has lost them", () => {
    expect(classical(false).lab.last("start").codes).toBeUndefined();
    const { lab, store, run } = classical(true);
    store.receive({ kind: "stopped", runId: lab.last("start").runId });
    store.receive({ kind: "codesKept", runs: [] });
    store.getState().startRun();
    expect(lab.last("start").runId).not.toBe(run);
    expect(lab.last("start").codes).toBeUndefined();
  });
});
