import { describe, expect, it } from "vitest";
import { frameOf, keptCheckpoint, loadedLab, type RecordedLab, readyEvent, startedRun } from "./testing";

const noCodes = { data: new Float32Array(0), rows: 0, cols: 0 };
const titles = ({ store }: RecordedLab) => store.getState().notices.map((notice) => notice.title);
const epochOf = (epoch: number) => ({ epoch, phase: "cluster", losses: {}, facts: {} });

describe("a stop", () => {
  it("is not undone by the engine taking the run up", () => {
    const lab = loadedLab();
    lab.store.getState().startRun();
    const { runId } = lab.last("start");
    lab.store.getState().stopRun();
    lab.store.receive({ kind: "started", runId, values: {} });
    expect(lab.store.getState().status).toBe("stopping");
  });

  it("asks for a checkpoint, and says why there is none", () => {
    const lab = loadedLab();
    const first = startedRun(lab);
    lab.store.getState().stopRun();
    expect(lab.last("stop").keepWithinMs).toBeGreaterThan(0);
    lab.store.receive({ kind: "stopped", runId: first });
    expect(lab.store.getState().runMessage).toMatch(/It can't be resumed: no checkpoint had been made yet\.$/);
    const second = startedRun(lab);
    lab.store.getState().stopRun();
    lab.store.receive({ kind: "checkpoint", runId: second, checkpoint: keptCheckpoint, requested: false });
    lab.store.receive({ kind: "stopped", runId: second });
    expect(lab.store.getState()).toMatchObject({ status: "stopped", checkpoint: keptCheckpoint, checkpointRun: second });
    expect(lab.store.getState().runMessage).not.toMatch(/resumed/);
  });

  it("that crosses the end is no fault", () => {
    const lab = loadedLab();
    const runId = startedRun(lab);
    lab.store.getState().stopRun();
    const frame = frameOf(runId, 1);
    lab.store.receive({
      kind: "finished",
      runId,
      reason: "Done.",
      seconds: 1,
      epochs: 2,
      frame,
      codes: noCodes,
      dendrogram: null,
    });
    lab.store.receive({ kind: "rejected", runId, message: "This run isn't going on any more." });
    expect(lab.store.getState().status).toBe("finished");
    expect(titles(lab)).toEqual(["Run finished"]);
  });

  it("answered too late is a stop all the same", () => {
    const lab = loadedLab();
    startedRun(lab);
    lab.store.getState().stopRun();
    lab.store.receive({ kind: "replaced", message: "The engine didn't stop in time." });
    expect(lab.store.getState()).toMatchObject({
      status: "stopped",
      runMessage: "Stopped by you. The engine didn't stop in time.",
    });
  });

  it("of a run that was refused meanwhile does not wait for ever", () => {
    const lab = loadedLab();
    lab.store.getState().startRun();
    const { runId } = lab.last("start");
    lab.store.getState().stopRun();
    lab.store.receive({ kind: "rejected", runId, message: "4 clusters can't be made of 3 images." });
    expect(lab.store.getState().status).toBe("failed");
  });
});

describe("a rejection", () => {
  it("of a start leaves the run before as it was, and where there was none says that nothing was started", () => {
    const lab = loadedLab();
    const refuse = () => {
      lab.store.getState().startRun();
      lab.store.receive({ kind: "rejected", runId: lab.last("start").runId, message: "Too few images." });
    };
    refuse();
    expect(lab.store.getState()).toMatchObject({ status: "failed", runMessage: "Too few images." });
    const runId = startedRun(lab);
    const frame = frameOf(runId, 1);
    const ended = { kind: "finished", runId, reason: "Done.", seconds: 1, epochs: 2, frame, codes: noCodes } as const;
    lab.store.receive({ ...ended, dendrogram: { merges: [], images: 3 } as never });
    lab.store.getState().renameCluster(1, "ones");
    const { run, dendrogram, clusterNames, scoreHistory } = lab.store.getState();
    refuse();
    expect(lab.store.getState()).toMatchObject({ status: "finished", runMessage: "Done.", runSeconds: 1, earlier: null });
    const after = lab.store.getState();
    for (const [was, is] of [
      [run, after.run],
      [frame, after.frame],
      [dendrogram, after.dendrogram],
      [clusterNames, after.clusterNames],
      [scoreHistory, after.scoreHistory],
    ])
      expect(is).toBe(was);
    expect(titles(lab)).toEqual(["That can't be done now"]);
  });

  it("leaves the ZIP that is being made alone", () => {
    const lab = loadedLab();
    lab.store.receive({ kind: "frame", frame: frameOf(startedRun(lab), 0) });
    lab.store.getState().requestArchive();
    lab.store.receive({ kind: "rejected", runId: null, message: "No." });
    expect(lab.store.getState().archiving).not.toBeNull();
    expect(titles(lab)).toEqual(["That can't be done now"]);
  });
});

describe("names of clusters", () => {
  it("go with provisional clusters, and stay from one epoch to the next", () => {
    const lab = loadedLab();
    const runId = startedRun(lab);
    const told = (phase: string, index: number) => {
      lab.store.receive({ kind: "frame", frame: { ...frameOf(runId, index), phase } });
      return lab.store.getState().clusterNames;
    };
    lab.store.receive({ kind: "phase", runId, phase: "layers", title: "Pretraining, clusters are provisional", epochs: 2 });
    told("layers", 0);
    lab.store.getState().renameCluster(1, "ones");
    expect(told("layers", 1)).toEqual({ 1: "ones" });
    lab.store.receive({ kind: "phase", runId, phase: "cluster", title: "Clustering", epochs: 2 });
    expect(told("cluster", 2)).toEqual({});
    lab.store.getState().renameCluster(1, "ones");
    lab.store.receive({ kind: "phase", runId, phase: "refine", title: "Refining", epochs: 2 });
    expect(told("refine", 3)).toEqual({ 1: "ones" });
  });
});

describe("a lost engine", () => {
  it("has no more say about the run", () => {
    const lab = loadedLab();
    const runId = startedRun(lab);
    lab.store.receive({ kind: "failed", scope: "engine", runId: null, message: "Gone." });
    lab.store.receive({ kind: "paused", runId });
    lab.store.receive({ kind: "frame", frame: frameOf(runId, 4) });
    lab.store.receive({ kind: "stopped", runId });
    expect(lab.store.getState()).toMatchObject({ status: "failed", runMessage: "Gone.", frame: null });
    lab.store.getState().restartEngine();
    expect(lab.relaunched).toEqual(["auto"]);
  });
});

describe("a checkpoint", () => {
  it("is forgotten once the engine has taken another run up, and stays where that was refused", () => {
    const lab = loadedLab();
    const first = startedRun(lab);
    lab.store.receive({ kind: "checkpoint", runId: first, checkpoint: keptCheckpoint, requested: false });
    lab.store.receive({ kind: "failed", scope: "run", runId: first, message: "NaN." });
    lab.store.getState().startRun();
    lab.store.receive({ kind: "rejected", runId: lab.last("start").runId, message: "Not now." });
    expect(lab.store.getState().checkpoint).toBe(keptCheckpoint);
    const second = startedRun(lab);
    expect(lab.store.getState()).toMatchObject({ checkpoint: null, checkpointRun: null });
    const own = { ...keptCheckpoint, epoch: 2 };
    lab.store.receive({ kind: "checkpoint", runId: second, checkpoint: own, requested: false });
    expect(lab.store.getState().checkpoint).toBe(own);
  });

  it("puts its settings into the form when it is resumed", () => {
    const lab = loadedLab();
    lab.store.setState({ checkpoint: keptCheckpoint });
    lab.store.getState().resumeFromCheckpoint();
    const state = lab.store.getState();
    expect(state).toMatchObject({ clusterCount: 6, seed: 11, valuesByMethod: { idec: { gamma: 0.5, epochs: 7 } } });
    expect(lab.last("start")).toMatchObject({ clusters: 6, seed: 11, values: { gamma: 0.5, epochs: 7 } });
  });

  it("waits for an engine that can take it", () => {
    const lab = loadedLab();
    lab.store.setState({ checkpoint: keptCheckpoint });
    lab.store.getState().restartEngine();
    lab.store.getState().resumeFromCheckpoint();
    expect(lab.store.getState().seed).toBe(1);
    expect(titles(lab)).toEqual(["Not yet"]);
    lab.store.receive(readyEvent);
    expect(lab.sent.some((command) => command.kind === "start")).toBe(false);
  });

  it("goes on with the history of its own run only", () => {
    const lab = loadedLab();
    const progress = {
      phase: "cluster",
      phaseEpoch: 1,
      phaseEpochs: null,
      epoch: 1,
      steps: 1,
      imagesPerSecond: 1,
      elapsedMs: 1,
      etaMs: null,
      memory: { tensors: 0, bytes: 0 },
    };
    const first = startedRun(lab);
    lab.store.receive({ kind: "progress", runId: first, progress, epochs: [epochOf(1)] });
    lab.store.receive({ kind: "checkpoint", runId: first, checkpoint: keptCheckpoint, requested: false });
    lab.store.receive({ kind: "stopped", runId: first });
    lab.store.getState().resumeFromCheckpoint();
    expect(lab.store.getState().history).toHaveLength(1);
    lab.store.receive({ kind: "stopped", runId: lab.last("start").runId });
    const other = startedRun(lab);
    lab.store.receive({ kind: "progress", runId: other, progress, epochs: [epochOf(1)] });
    lab.store.receive({ kind: "stopped", runId: other });
    // That of the run before would bring that back, and throw this one away.
    expect(lab.store.getState().checkpoint).toBeNull();
    lab.store.getState().offerCheckpoint(keptCheckpoint);
    lab.store.getState().resumeFromCheckpoint();
    expect(lab.last("start").resumeFrom).toBe(keptCheckpoint);
    expect(lab.store.getState().history).toHaveLength(0);
  });
});
