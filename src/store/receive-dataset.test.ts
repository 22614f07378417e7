import { describe, expect, it } from "vitest";
import { datasetId } from "../core/ids";
import { hashOfState } from "./store";
import { frameOf, loadedLab, readyEvent, recordedLab, summaryOf } from "./testing";

const picture = { path: "a.png", blob: new Blob(["a"]) };
const builtin = { kind: "builtin", id: "digits", options: { n: 2000 } };

describe("a load under way", () => {
  it("leaves the source as that of the images shown until its own arrive", () => {
    const { store, last } = loadedLab();
    expect(store.getState().source).toEqual(builtin);
    store.getState().loadFiles("mine", [picture]);
    expect(store.getState().source).toEqual(builtin);
    expect(hashOfState(store.getState())).toContain("data=digits");
    store.receive({ kind: "dataset", dataset: summaryOf(last("load").datasetId, "new") });
    expect(store.getState().source).toMatchObject({ kind: "files", title: "mine" });
    expect(hashOfState(store.getState())).not.toContain("data=");
  });

  it("is in the link before the first images are there", () => {
    const { store } = recordedLab({ hash: "#data=digits&data.n=50" });
    store.receive(readyEvent);
    expect(store.getState().source).toBeNull();
    expect(hashOfState(store.getState())).toContain("data=digits&data.n=50");
  });

  it("can be asked for again with other options after it failed", () => {
    const { store, last } = loadedLab();
    store.getState().loadFiles("mine", [picture]);
    store.receive({ kind: "loadFailed", datasetId: last("load").datasetId, message: "None.", report: null });
    expect(store.getState().source).toEqual(builtin);
    store.getState().setImportOptions({ size: 64 });
    store.getState().importAgain();
    expect(last("load").source).toMatchObject({ kind: "files", title: "mine", files: [picture], options: { size: 64 } });
  });

  it("lets a run go on until its images have arrived, and for good if they never do", () => {
    const { store, sent, last } = loadedLab();
    store.getState().startRun();
    const { runId } = last("start");
    store.receive({ kind: "started", runId, values: {} });
    store.getState().loadFiles("mine", [picture]);
    store.receive({ kind: "loadFailed", datasetId: last("load").datasetId, message: "None.", report: null });
    store.getState().loadFiles("mine", [picture]);
    store.getState().cancelLoad();
    store.receive({ kind: "loadCancelled", datasetId: last("load").datasetId });
    expect(sent.some((command) => command.kind === "stop")).toBe(false);
    expect(store.getState().status).toBe("running");
    store.getState().loadFiles("mine", [picture]);
    store.receive({ kind: "dataset", dataset: summaryOf(last("load").datasetId, "new") });
    expect(last("stop").runId).toBe(runId);
  });

  it("keeps a run whose images came again", () => {
    const { store, sent, last } = loadedLab();
    store.getState().startRun();
    store.getState().loadFiles("mine", [picture]);
    store.receive({ kind: "dataset", dataset: summaryOf(last("load").datasetId) });
    expect(sent.some((command) => command.kind === "stop")).toBe(false);
    expect(store.getState().run?.dataset.datasetId).toBe(last("load").datasetId);
  });

  it("is not lost to the first images when files were dropped before the engine was ready", () => {
    const { store, sent } = recordedLab();
    store.getState().loadFiles("mine", [picture]);
    store.receive(readyEvent);
    expect(sent.filter((command) => command.kind === "load")).toHaveLength(1);
    expect(store.getState().loading?.title).toBe("mine");
  });
});

describe("images that nobody expects", () => {
  it("are forgotten by the engine", () => {
    const { store, sent, last } = loadedLab();
    store.getState().loadFiles("mine", [picture]);
    const overtaken = last("load").datasetId;
    store.getState().cancelLoad();
    expect(store.getState().loading).toBeNull();
    store.receive({ kind: "dataset", dataset: summaryOf(overtaken, "mine") });
    expect(sent.filter((command) => command.kind === "forget")).toEqual([{ kind: "forget", datasetId: overtaken }]);
    expect(store.getState().dataset?.datasetId).toBe("dataset-1");
  });
});

describe("an engine that takes over", () => {
  it("reads the images shown and those just dropped when the client replaced it", () => {
    const { store, last } = loadedLab();
    store.getState().loadFiles("mine", [picture]);
    const dropped = last("load").datasetId;
    store.receive({ kind: "replaced", message: "It hung." });
    store.receive(readyEvent);
    expect(store.getState()).toMatchObject({ loading: { datasetId: dropped }, restoring: { datasetId: "dataset-1" } });
    store.receive({ kind: "loadFailed", datasetId: dropped, message: "None.", report: null });
    store.getState().startRun();
    expect(store.getState().status).toBe("idle");
    store.receive({ kind: "dataset", dataset: summaryOf() });
    store.getState().startRun();
    expect(store.getState().status).toBe("starting");
  });

  it("takes the images dropped in place of those shown, whichever are read first", () => {
    const { store, last } = loadedLab();
    store.getState().loadFiles("mine", [picture]);
    const dropped = last("load").datasetId;
    store.receive({ kind: "replaced", message: "It hung." });
    store.receive(readyEvent);
    store.receive({ kind: "dataset", dataset: summaryOf(dropped, "mine") });
    expect(last("forget").datasetId).toBe("dataset-1");
    store.receive({ kind: "dataset", dataset: summaryOf() });
    expect(store.getState()).toMatchObject({ dataset: { datasetId: dropped }, loading: null, restoring: null });
  });

  it("reads both when the user started it again", () => {
    const { store, sent, last } = loadedLab();
    store.getState().loadFiles("mine", [picture]);
    const dropped = last("load").datasetId;
    sent.length = 0;
    store.getState().restartEngine();
    store.receive(readyEvent);
    expect(sent).toMatchObject([
      { kind: "load", datasetId: datasetId("dataset-1"), source: builtin },
      { kind: "load", datasetId: dropped, source: { kind: "files", title: "mine" } },
    ]);
  });
});

it("other images take along all that was found out about the old ones", () => {
  const { store, last } = loadedLab();
  store.getState().startRun();
  const { runId } = last("start");
  store.receive({ kind: "started", runId, values: {} });
  const dendrogram = { children: Int32Array.of(0, 1), heights: Float64Array.of(1), sizes: Int32Array.of(2) };
  const scores = { silhouette: 0.5, daviesBouldin: 1, calinskiHarabasz: 2, sampled: null };
  store.receive({
    kind: "finished",
    runId,
    reason: "Done.",
    seconds: 1,
    epochs: 1,
    frame: frameOf(runId, 0),
    codes: null,
    dendrogram,
  });
  store.receive({ kind: "measured", runId, codes: scores, pixels: null, probes: null });
  store.receive({ kind: "neighbours", runId, index: 0, neighbours: [1], distances: [1] });
  expect(store.getState()).toMatchObject({
    dendrogram,
    internalScores: { codes: scores },
    neighbours: { index: 0 },
    runSeconds: 1,
  });
  store.getState().loadFiles("mine", [picture]);
  store.receive({ kind: "dataset", dataset: summaryOf(last("load").datasetId, "new") });
  expect(store.getState()).toMatchObject({
    dendrogram: null,
    internalScores: null,
    neighbours: null,
    runSeconds: null,
    projection: null,
    projecting: null,
    projectionQuality: null,
  });
});
