import { describe, expect, it } from "vitest";
import { datasetId, methodId, runId } from "../core/ids";
import type { Checkpoint } from "../worker/protocol";
import { hashOfState } from "./store";
import { frameOf, loadedLab, readyEvent, recordedLab, summaryOf, testMethod, testSource } from "./testing";

const checkpoint: Checkpoint = {
  format: 1,
  methodId: methodId("idec"),
  values: { gamma: 0.1, epochs: 30 },
  clusters: 3,
  seed: 1,
  datasetHash: "abc",
  epoch: 20,
  state: null,
};

const picture = { path: "d/a.png", blob: new Blob() };

describe("opening the page", () => {
  it("chooses IDEC and loads the digits at once", () => {
    const { store, last } = recordedLab();
    store.receive(readyEvent);
    expect(store.getState().methodId).toBe("idec");
    expect(last("load").source).toEqual({ kind: "builtin", id: "digits", options: { n: 2000 } });
    expect(store.getState().loading).not.toBeNull();
  });

  it("follows a link, and says which part it could not", () => {
    const { store, last } = recordedLab({ hash: "#data=digits&data.n=50&k=7&seed=4&set.gamma=2&set.nope=1" });
    store.receive(readyEvent);
    const state = store.getState();
    expect(last("load").source).toMatchObject({ options: { n: 50 } });
    expect([state.clusterCount, state.seed]).toEqual([7, 4]);
    expect(state.notices.at(-1)?.message).toContain("nope");
  });

  it("keeps the k of a link that names no images for the first files", () => {
    const { store, last } = recordedLab({ hash: "#method=idec&k=7&seed=4" });
    store.receive(readyEvent);
    const arrives = (hash: string) => store.receive({ kind: "dataset", dataset: summaryOf(last("load").datasetId, hash) });
    arrives("digits");
    expect(store.getState().clusterCount).toBe(7);
    store.getState().loadFiles("mine", [picture]);
    arrives("mine");
    expect(hashOfState(store.getState())).toBe("#method=idec&k=7&seed=4");
    store.getState().loadFiles("others", [picture]);
    arrives("others");
    expect(store.getState().clusterCount).toBe(3);
  });

  it("gives the k of a link to one set of files, dropped before the engine is ready or after", () => {
    const { store, last } = recordedLab({ hash: "#method=idec&k=7&seed=4" });
    const brings = (hash: string) => {
      store.getState().loadFiles(hash, [picture]);
      if (hash === "mine") store.receive(readyEvent);
      store.receive({ kind: "dataset", dataset: summaryOf(last("load").datasetId, hash) });
      return store.getState().clusterCount;
    };
    expect([brings("mine"), brings("others")]).toEqual([7, 3]);
  });

  it("lets k follow the classes until the user chooses, and again for other images", () => {
    const { store } = loadedLab();
    expect(store.getState().clusterCount).toBe(3);
    expect(hashOfState(store.getState())).toBe("#method=idec&seed=1&data=digits");
    store.getState().setClusterCount(5);
    expect(hashOfState(store.getState())).toBe("#method=idec&k=5&seed=1&data=digits");
    store.receive({ kind: "dataset", dataset: summaryOf(datasetId("dataset-1"), "other") });
    expect(store.getState().clusterCount).toBe(3);
    expect(hashOfState(store.getState())).toBe("#method=idec&seed=1&data=digits");
  });
});

describe("a run", () => {
  it("starts with the form's values and goes through its states", () => {
    const { store, last } = loadedLab({ pace: "lockstep" });
    const state = () => store.getState();
    state().setValue("epochs", 5);
    state().setValue("gamma", 99);
    state().startRun();
    const start = last("start");
    expect(start).toMatchObject({ methodId: "idec", clusters: 3, seed: 1, pace: "lockstep", values: { gamma: 0.1, epochs: 5 } });
    expect(state().status).toBe("starting");
    store.receive({ kind: "started", runId: start.runId, values: start.values });
    state().pauseRun();
    expect(state().status).toBe("pausing");
    store.receive({ kind: "paused", runId: start.runId });
    state().stepRun();
    expect(last("step").runId).toBe(start.runId);
    store.receive({ kind: "paused", runId: start.runId });
    state().resumeRun();
    store.receive({ kind: "resumed", runId: start.runId });
    expect(state().status).toBe("running");
    state().stopRun();
    store.receive({ kind: "stopped", runId: start.runId });
    expect(state().status).toBe("stopped");
  });

  it("tunes live settings only", () => {
    const { store, sent, last } = loadedLab();
    store.getState().startRun();
    store.getState().setValue("gamma", 0.7);
    expect(last("tune").values).toEqual({ gamma: 0.7 });
    store.getState().setValue("epochs", 9);
    expect(sent.filter((command) => command.kind === "tune")).toHaveLength(1);
  });

  it("drops events of a run already replaced", () => {
    const { store, last } = loadedLab();
    store.getState().startRun();
    const first = last("start").runId;
    store.receive({ kind: "stopped", runId: first });
    store.getState().startRun();
    const second = last("start").runId;
    store.receive({ kind: "frame", frame: frameOf(first, 9) });
    store.receive({ kind: "failed", scope: "run", runId: first, message: "Old." });
    expect(store.getState().frame).toBeNull();
    expect(store.getState().status).toBe("starting");
    const frame = frameOf(second, 0);
    store.receive({ kind: "frame", frame });
    expect(store.getState().frame).toBe(frame);
    expect(store.getState().scoreHistory).toHaveLength(1);
  });

  it("resumes from its last checkpoint after a failure", () => {
    const { store, last } = loadedLab();
    store.getState().startRun();
    const { runId: id } = last("start");
    expect(last("start").shownAt).toBeUndefined();
    const frame = frameOf(id, 4);
    store.receive({ kind: "frame", frame });
    store.receive({ kind: "checkpoint", runId: id, checkpoint, requested: false });
    store.receive({ kind: "failed", scope: "run", runId: id, message: "The loss became NaN." });
    expect(store.getState().notices.at(-1)?.remedies).toEqual(["resumeFromCheckpoint"]);
    store.getState().resumeFromCheckpoint();
    expect(last("start").resumeFrom).toBe(checkpoint);
    expect(last("start").runId).not.toBe(id);
    // So that the map does not turn.
    expect(last("start").shownAt).toBe(frame.layout);
  });

  it("does not resume on other images", () => {
    const { store, sent } = loadedLab();
    store.setState({ checkpoint: { ...checkpoint, datasetHash: "other" } });
    store.getState().resumeFromCheckpoint();
    expect(sent.some((command) => command.kind === "start")).toBe(false);
    expect(store.getState().notices.at(-1)?.level).toBe("warning");
  });
});

describe("the engine", () => {
  it("loads the dataset again after the user started it again", () => {
    const { store, sent, relaunched } = loadedLab();
    store.getState().restartEngine("wasm");
    expect(relaunched).toEqual(["wasm"]);
    store.receive(readyEvent);
    expect(sent.filter((command) => command.kind === "load")).toHaveLength(2);
  });

  it("waits for the images when the client replaced it", () => {
    const { store, sent } = loadedLab();
    store.getState().startRun();
    store.receive({ kind: "replaced", message: "It hung." });
    store.receive(readyEvent);
    store.getState().startRun();
    expect(store.getState().status).toBe("failed");
    expect(sent.filter((command) => command.kind === "load")).toHaveLength(1);
    store.receive({ kind: "dataset", dataset: summaryOf() });
    store.getState().startRun();
    expect(store.getState().status).toBe("starting");
  });

  it("offers a way out when it dies", () => {
    const { store } = loadedLab();
    store.receive({ kind: "failed", scope: "engine", runId: null, message: "Gone." });
    expect(store.getState().engineStatus).toBe("lost");
    expect(store.getState().notices.at(-1)?.remedies).toEqual(["restartEngine", "restartOnWasm"]);
  });
});

describe("a dataset", () => {
  it("replaces the one before, which the engine may forget", () => {
    const { store, last } = loadedLab();
    store.getState().startRun();
    const { runId: id } = last("start");
    store.receive({ kind: "started", runId: id, values: {} });
    store.getState().loadFiles("mine", [{ path: "a.png", blob: new Blob(["a"]) }]);
    store.receive({ kind: "dataset", dataset: summaryOf(last("load").datasetId, "new") });
    expect(last("stop").runId).toBe(id);
    expect(last("forget").datasetId).toBe("dataset-1");
    expect(store.getState()).toMatchObject({ status: "stopping", run: null, frame: null });
    store.receive({ kind: "frame", frame: frameOf(id, 3) });
    store.getState().startRun();
    expect(store.getState()).toMatchObject({ status: "stopping", frame: null });
    store.receive({ kind: "stopped", runId: id });
    expect(store.getState()).toMatchObject({ status: "idle", leaving: null });
    store.getState().startRun();
    expect(store.getState().status).toBe("starting");
  });

  it("says why nothing was imported, and keeps the one at hand", () => {
    const { store, last } = loadedLab();
    store.getState().loadFiles("mine", [{ path: "a.txt", blob: new Blob(["a"]) }]);
    store.receive({ kind: "loadFailed", datasetId: last("load").datasetId, message: "No picture in it.", report: null });
    expect(store.getState().loadFailure?.message).toBe("No picture in it. The images that were here before are still in use.");
    expect(store.getState().dataset?.hash).toBe("abc");
    store.receive({ kind: "frame", frame: frameOf(runId("run-77"), 0) });
    expect(store.getState().frame).toBeNull();
    store.getState().dismissLoadFailure();
    expect(store.getState().loadFailure).toBeNull();
  });

  it("says that a folder is empty where the page may not show it", () => {
    const { store } = loadedLab();
    store.getState().loadFiles("mine", []);
    const { loadFailure, notices } = store.getState();
    expect(loadFailure?.message).toContain("There are no files in mine.");
    expect(notices.at(-1)).toMatchObject({ level: "error", message: loadFailure?.message });
  });
});

describe("a checkpoint from a file", () => {
  const checkpoint = (methodId: string, datasetHash: string) =>
    ({ format: 1, methodId, values: {}, clusters: 3, seed: 1, datasetHash, epoch: 4, state: null }) as never;

  it("is offered to be resumed from, with a warning where it was made on other images", () => {
    const { store } = loadedLab();
    store.getState().offerCheckpoint(checkpoint("idec", "elsewhere"));
    expect(store.getState().checkpoint?.epoch).toBe(4);
    expect(store.getState().notices.at(-1)).toMatchObject({ level: "warning", title: "Checkpoint of epoch 4 opened" });
  });

  it("of a method that this lab lacks is refused", () => {
    const { store } = loadedLab();
    store.getState().offerCheckpoint(checkpoint("magic", "x"));
    expect(store.getState().checkpoint).toBeNull();
    expect(store.getState().notices.at(-1)?.message).toBe('This lab has no method "magic".');
  });
});

it("a lost graphics device is told, takes no run away, and the badge follows to what computes next", () => {
  const { store, last } = loadedLab();
  const state = () => store.getState();
  state().startRun();
  const start = last("start");
  store.receive({ kind: "started", runId: start.runId, values: start.values });
  store.receive({ kind: "deviceLost", message: "The graphics device was lost. Another one is being opened." });
  expect([state().engineStatus, state().backend, state().status]).toEqual(["starting", null, "running"]);
  expect(state().notices.at(-1)).toMatchObject({ level: "warning", title: "The graphics device was lost" });
  const backend = { backend: "wasm", reason: "The card was lost.", device: null, threads: 1, passedOver: [] } as const;
  store.receive({ kind: "ready", backend, methods: [testMethod], sources: [testSource], scores: [] });
  store.receive({ kind: "frame", frame: frameOf(start.runId, 4) });
  expect([state().engineStatus, state().backend, state().status]).toEqual(["ready", backend, "running"]);
  expect(state().frame?.epoch).toBe(4);
  expect(state().run?.backend).toEqual(backend);
});
