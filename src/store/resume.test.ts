import { describe, expect, it } from "vitest";
import { choice } from "../core/hyperparameters";
import type { Checkpoint } from "../worker/protocol";
import { secondsOf } from "./exportable-run";
import { resumableEpoch } from "./run-slice";
import { isWorkAtStake } from "./taken-home-slice";
import { frameOf, keptCheckpoint, loadedLab, type RecordedLab, readyEvent, startedRun, summaryOf, testMethod } from "./testing";

/** A lab whose run had clusters and a checkpoint of its own, and was stopped. */
function stoppedLab(checkpoint: Checkpoint = { ...keptCheckpoint, elapsedMs: 60_000 }) {
  const lab = loadedLab();
  const runId = startedRun(lab);
  lab.store.receive({ kind: "frame", frame: frameOf(runId, 20) });
  lab.store.receive({ kind: "checkpoint", runId, checkpoint, requested: false });
  lab.store.receive({ kind: "stopped", runId });
  return { lab, runId };
}

function resumed(lab: RecordedLab) {
  lab.store.getState().resumeFromCheckpoint();
  const { runId, values } = lab.last("start");
  lab.store.receive({ kind: "started", runId, values });
  return runId;
}

describe("a resume", () => {
  it("that is refused leaves the run as it was", () => {
    const { lab, runId } = stoppedLab();
    const before = lab.store.getState();
    before.resumeFromCheckpoint();
    expect(lab.store.getState().status).toBe("starting");
    lab.store.receive({ kind: "rejected", runId: lab.last("start").runId, message: "Made with other input." });
    const { run, frame, status, runMessage, phases, checkpointRun, notices } = lab.store.getState();
    expect({ run, frame, status, runMessage, phases, checkpointRun }).toEqual({
      run: before.run,
      frame: before.frame,
      status: "stopped",
      runMessage: before.runMessage,
      phases: before.phases,
      checkpointRun: runId,
    });
    expect(notices.at(-1)?.message).toBe("Made with other input.");
    // Taken up, it is another run, which a late refusal of something else does not undo.
    const second = resumed(lab);
    lab.store.receive({ kind: "rejected", runId: second, message: "That setting can't be changed now." });
    expect(lab.store.getState()).toMatchObject({ status: "running", run: { runId: second, resumedFrom: 20 } });
  });

  it("that is refused leaves the run as it was where the checkpoint is of a file, too", () => {
    const { lab } = stoppedLab();
    lab.store.getState().offerCheckpoint({ ...keptCheckpoint, epoch: 4, codesHash: "c" });
    const before = lab.store.getState();
    before.resumeFromCheckpoint();
    lab.store.receive({ kind: "rejected", runId: lab.last("start").runId, message: "Choose the same codes." });
    const { run, frame, status, scoreHistory, earlier, checkpoint, checkpointRun } = lab.store.getState();
    expect({ run, frame, status, scoreHistory, earlier, checkpoint, checkpointRun }).toEqual({
      run: before.run,
      frame: before.frame,
      status: "stopped",
      scoreHistory: before.scoreHistory,
      earlier: before.earlier,
      checkpoint: before.checkpoint,
      checkpointRun: null,
    });
  });

  it("that is refused leaves the form as it was", () => {
    const { lab } = stoppedLab();
    lab.store.getState().applyRecipe("quick");
    lab.store.getState().setClusterCount(4);
    const form = () => {
      const { valuesByMethod, appliedRecipes, clusterCount, seed, input, codesFrom } = lab.store.getState();
      return { valuesByMethod, appliedRecipes, clusterCount, seed, input, codesFrom };
    };
    const before = form();
    lab.store.getState().resumeFromCheckpoint();
    expect(form()).not.toEqual(before);
    lab.store.receive({ kind: "rejected", runId: lab.last("start").runId, message: "Made with other input." });
    expect(form()).toEqual(before);
  });

  it("is offered after a run that finished only from another checkpoint", () => {
    const lab = loadedLab();
    const runId = startedRun(lab);
    lab.store.receive({ kind: "checkpoint", runId, checkpoint: keptCheckpoint, requested: false });
    const frame = frameOf(runId, 1);
    lab.store.receive({ kind: "finished", runId, reason: "Done.", seconds: 1, epochs: 2, frame, codes: null, dendrogram: null });
    expect(resumableEpoch(lab.store.getState())).toBeNull();
    lab.store.getState().offerCheckpoint({ ...keptCheckpoint, epoch: 4 });
    expect(resumableEpoch(lab.store.getState())).toBe(4);
    lab.store.getState().offerCheckpoint({ ...keptCheckpoint, datasetHash: "others" });
    expect(resumableEpoch(lab.store.getState())).toBeNull();
  });

  it("has the time of the run before until it tells its own, and its clusters are at stake", () => {
    const { lab } = stoppedLab();
    const runId = resumed(lab);
    lab.store.receive({ kind: "stopped", runId });
    expect(secondsOf(lab.store.getState())).toBe(60);
    expect(isWorkAtStake(lab.store.getState())).toBe(true);
  });

  it("clusters the codes that it clustered before, whatever is chosen since", () => {
    const codes = { runId: "run-0" as never, title: "IDEC, k 10, seed 1", cols: 10 };
    const lab = loadedLab();
    const datasetId = lab.store.getState().dataset?.datasetId ?? ("" as never);
    lab.store.setState({ methods: [{ ...testMethod, takesCodes: true }], keptCodes: [{ ...codes, datasetId }] });
    lab.store.getState().chooseCodes(codes.runId);
    const runId = startedRun(lab);
    lab.store.receive({ kind: "checkpoint", runId, checkpoint: { ...keptCheckpoint, codesHash: "c" }, requested: false });
    lab.store.receive({ kind: "stopped", runId });
    lab.store.getState().chooseCodes(null);
    resumed(lab);
    expect(lab.last("start").codes).toEqual({ kind: "run", runId: codes.runId });
    expect(lab.store.getState().run?.codesOf).toBe(codes.title);
    // Where these are gone, those that are chosen.
    lab.store.receive({ kind: "stopped", runId: lab.last("start").runId });
    lab.store.setState({ keptCodes: [{ ...codes, datasetId, runId: "run-9" as never }] });
    lab.store.getState().chooseCodes("run-9" as never);
    resumed(lab);
    expect(lab.last("start").codes).toEqual({ kind: "run", runId: "run-9" });
  });

  it("leaves in the form what only its input forced on it", () => {
    const colours = choice({
      label: "Colours",
      help: "How they are seen.",
      default: "evened",
      options: [
        { value: "evened", label: "Evened out" },
        { value: "plain", label: "As they are" },
      ],
    });
    const method = { ...testMethod, hyperparameters: { ...testMethod.hyperparameters, colours } };
    const lab = loadedLab();
    lab.store.setState({ methods: [method], valuesByMethod: {} });
    // The images are grey.
    const values = { gamma: 0.5, epochs: 7, colours: "plain" };
    lab.store.setState({ checkpoint: { ...keptCheckpoint, values } });
    resumed(lab);
    expect(lab.last("start").values).toEqual(values);
    expect(lab.store.getState().valuesByMethod.idec).toEqual({ ...values, colours: "evened" });
  });

  it("records a setting changed before it tells of an epoch where it goes on", () => {
    const { lab } = stoppedLab();
    const runId = resumed(lab);
    const { values } = lab.last("start");
    lab.store.receive({ kind: "tuned", runId, values: { ...values, gamma: 2 } });
    expect(lab.store.getState().run?.changes).toEqual([{ epoch: 20, setting: "gamma", from: 0.5, to: 2 }]);
  });
});

it("a checkpoint of a file is not taken while a run goes on, which keeps its own", () => {
  const lab = loadedLab();
  startedRun(lab);
  lab.store.getState().offerCheckpoint(keptCheckpoint);
  expect(lab.store.getState().checkpoint).toBeNull();
  expect(lab.store.getState().notices.at(-1)?.title).toBe("Not while a run goes on");
});

it("a lost graphics device takes back what came after the checkpoint", () => {
  const lab = loadedLab();
  const { receive, getState } = lab.store;
  const runId = startedRun(lab);
  const progress = {
    phaseEpoch: 1,
    phaseEpochs: 9,
    steps: 1,
    imagesPerSecond: 1,
    elapsedMs: 1,
    etaMs: 1,
    memory: { tensors: 1, bytes: 1 },
  };
  const told = (epoch: number, phase: string) => {
    receive({
      kind: "progress",
      runId,
      progress: { ...progress, phase, epoch },
      epochs: [{ epoch, phase, losses: {}, facts: {} }],
    });
    receive({ kind: "frame", frame: frameOf(runId, epoch) });
  };
  const begin = (phase: string) => receive({ kind: "phase", runId, phase, title: phase, epochs: 9 });
  begin("pretrain");
  told(1, "pretrain");
  receive({ kind: "checkpoint", runId, checkpoint: { ...keptCheckpoint, epoch: 1 }, requested: false });
  begin("cluster");
  told(2, "cluster");
  receive({ kind: "tuned", runId, values: { gamma: 1, epochs: 30 } });
  receive({ kind: "deviceLost", message: "Gone." });
  expect(getState().history.map(({ epoch }) => epoch)).toEqual([1]);
  expect(getState().scoreHistory.map(({ epoch }) => epoch)).toEqual([1]);
  expect(getState().run?.changes).toMatchObject([{ epoch: 1, setting: "gamma", to: 1 }]);
  receive(readyEvent);
  begin("pretrain");
  expect(getState().phases.map(({ phase }) => phase)).toEqual(["pretrain"]);
});

it("the same images anew take the runs on them over", () => {
  const lab = loadedLab();
  const before = lab.store.getState().dataset?.datasetId;
  lab.store.getState().loadBuiltin("digits", { n: 10 });
  const { datasetId } = lab.last("load");
  lab.store.receive({ kind: "dataset", dataset: summaryOf(datasetId) });
  expect(lab.last("forget")).toEqual({ kind: "forget", datasetId: before, successor: datasetId });
  lab.store.getState().loadBuiltin("digits", { n: 11 });
  lab.store.receive({ kind: "dataset", dataset: summaryOf(lab.last("load").datasetId, "others") });
  expect(lab.last("forget")).toEqual({ kind: "forget", datasetId });
});

it("the tab of a tree goes with its run", () => {
  const lab = loadedLab();
  lab.store.getState().setInsightTab("dendrogram");
  lab.store.getState().startRun();
  expect(lab.store.getState().insightTab).toBe("losses");
});
