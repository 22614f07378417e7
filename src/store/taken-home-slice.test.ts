import { describe, expect, it } from "vitest";
import type { RunId } from "../core/ids";
import { hasAssignments } from "./exportable-run";
import { isWorkAtStake } from "./taken-home-slice";
import { frameOf, keptCheckpoint, loadedLab, type RecordedLab, readyEvent, startedRun, summaryOf } from "./testing";

/** Runs from the form to its end. */
function finishedRun(lab: RecordedLab, seconds = 60): RunId {
  const runId = startedRun(lab);
  finish(lab, runId, seconds);
  return runId;
}

/** The run ends after `seconds`, with clusters of its own. */
function finish({ store }: RecordedLab, runId: RunId, seconds: number): void {
  const frame = frameOf(runId, 1);
  store.receive({ kind: "finished", runId, reason: "Done.", seconds, epochs: 2, frame, codes: null, dendrogram: null });
}

/** The user exports the clusters shown. */
function takeHome({ store }: RecordedLab): void {
  const { frame, exported } = store.getState();
  if (!frame?.labels) throw new Error("no clusters to export");
  exported.add(frame.labels);
}

/** Other images come, or with the hash "abc" the same anew. */
function loadOther({ store, last }: RecordedLab, hash = "def"): void {
  store.getState().loadBuiltin("digits", { n: 10 });
  store.receive({ kind: "dataset", dataset: { ...summaryOf(last("load").datasetId, hash), title: "Others" } });
}

describe("the run before", () => {
  it("is there once another takes its place, with its clusters and their names", () => {
    const lab = loadedLab();
    const { store } = lab;
    const first = finishedRun(lab);
    store.getState().renameCluster(1, "ones");
    expect(store.getState().earlier).toBeNull();
    store.getState().startRun();
    const { earlier } = store.getState();
    expect(earlier).toMatchObject({ run: { runId: first }, status: "finished", clusterNames: { 1: "ones" } });
    expect(earlier?.frame?.labels).toEqual(Int32Array.of(0, 1, 1));
  });

  it("stays while the present run has no clusters, whatever becomes of it", () => {
    const lab = loadedLab();
    const first = finishedRun(lab);
    lab.store.getState().startRun();
    lab.store.receive({ kind: "rejected", runId: lab.last("start").runId, message: "No." });
    lab.store.getState().startRun();
    expect(lab.store.getState().earlier?.run?.runId).toBe(first);
  });

  it("goes when the next one has clusters to be kept", () => {
    const lab = loadedLab();
    finishedRun(lab);
    const second = finishedRun(lab);
    lab.store.getState().startRun();
    expect(lab.store.getState().earlier?.run?.runId).toBe(second);
  });

  it("is not the run that is resumed, which keeps what it had found until there is something newer", () => {
    const lab = loadedLab();
    const first = finishedRun(lab);
    const second = finishedRun(lab);
    lab.store.receive({ kind: "checkpoint", runId: second, checkpoint: keptCheckpoint, requested: false });
    lab.store.getState().resumeFromCheckpoint();
    const { run, earlier } = lab.store.getState();
    expect(run?.resumedFrom).toBe(20);
    expect(earlier?.run?.runId).toBe(first);
    expect(hasAssignments(lab.store.getState())).toBe(true);
    loadOther(lab);
    expect(lab.store.getState().earlier?.run?.runId).toBe(run?.runId);
  });

  it("outlives its images, and this is said where nobody has exported it", () => {
    const lab = loadedLab();
    const first = finishedRun(lab);
    loadOther(lab);
    const { earlier, run, notices } = lab.store.getState();
    expect(run).toBeNull();
    expect(earlier?.run?.dataset.thumbnails.pixels).toHaveLength(0);
    expect(earlier?.run?.runId).toBe(first);
    expect(earlier && hasAssignments(earlier)).toBe(true);
    expect(notices.at(-1)?.title).toBe("Clusters not exported yet");
  });

  it("is not spoken of where it was exported, nor where the same images come again", () => {
    const exported = loadedLab();
    finishedRun(exported);
    takeHome(exported);
    loadOther(exported);
    const same = loadedLab();
    finishedRun(same);
    loadOther(same, "abc");
    for (const { store } of [exported, same])
      expect(store.getState().notices.map(({ title }) => title)).not.toContain("Clusters not exported yet");
    expect(same.store.getState().earlier).toBeNull();
  });

  it("is packed in folders while its images are here, and not after", () => {
    const lab = loadedLab();
    finishedRun(lab);
    lab.store.getState().renameCluster(1, "ones");
    lab.store.getState().startRun();
    const { earlier, requestArchive } = lab.store.getState();
    if (!earlier) throw new Error("no run before");
    requestArchive(earlier);
    const { labels, folders } = lab.last("archive");
    expect(labels).toEqual(Int32Array.of(0, 1, 1));
    expect(folders[1]).toBe("ones");
    loadOther(lab);
    const before = lab.sent.length;
    requestArchive(earlier);
    expect(lab.sent).toHaveLength(before);
  });

  it("is packed only by an engine that has the images", () => {
    const lab = loadedLab();
    finishedRun(lab);
    lab.store.getState().restartEngine();
    const ask = () => lab.store.getState().requestArchive();
    ask();
    lab.store.receive(readyEvent);
    ask();
    expect(lab.store.getState().archiving).toBeNull();
    lab.store.receive({ kind: "dataset", dataset: summaryOf() });
    ask();
    ask();
    expect(lab.sent.filter(({ kind }) => kind === "archive")).toHaveLength(1);
  });

  it("that other images ended says so in its record, and when", () => {
    const lab = loadedLab();
    const runId = startedRun(lab);
    lab.store.receive({ kind: "frame", frame: frameOf(runId, 0) });
    loadOther(lab);
    const { earlier } = lab.store.getState();
    expect(earlier).toMatchObject({ status: "stopped", runMessage: "Stopped, as other images came." });
    expect(earlier?.runEndedAt).toEqual(expect.any(Number));
  });
});

describe("closing the page", () => {
  it("asks while a run goes on, and after a long one until it is exported", () => {
    const lab = loadedLab();
    const atStake = () => isWorkAtStake(lab.store.getState());
    expect(atStake()).toBe(false);
    lab.store.getState().startRun();
    expect(atStake()).toBe(true);
    lab.store.receive({ kind: "rejected", runId: lab.last("start").runId, message: "No." });
    expect(atStake()).toBe(false);
    finishedRun(lab, 2);
    expect(atStake()).toBe(false);
    finishedRun(lab, 60);
    expect(atStake()).toBe(true);
    takeHome(lab);
    expect(atStake()).toBe(false);
  });

  it("asks for a long run that a short one, one that was refused, or other images came after", () => {
    const [short, refused, other] = [loadedLab(), loadedLab(), loadedLab()];
    for (const lab of [short, refused, other]) finishedRun(lab, 60);
    finishedRun(short, 2);
    refused.store.getState().startRun();
    refused.store.receive({ kind: "rejected", runId: refused.last("start").runId, message: "No." });
    loadOther(other);
    for (const { store } of [short, refused, other]) {
      expect(isWorkAtStake(store.getState())).toBe(true);
      const { earlier, frame } = store.getState();
      const labels = (earlier ?? { frame }).frame?.labels;
      if (!labels) throw new Error("no clusters before");
      store.getState().exported.add(labels);
      expect(isWorkAtStake(store.getState())).toBe(false);
    }
  });

  it("asks where only the clusters of an epoch before the last were exported", () => {
    const lab = loadedLab();
    const runId = startedRun(lab);
    lab.store.receive({ kind: "frame", frame: frameOf(runId, 0) });
    takeHome(lab);
    finish(lab, runId, 60);
    expect(isWorkAtStake(lab.store.getState())).toBe(true);
  });

  it("counts a ZIP as taken home once it is made", () => {
    const lab = loadedLab();
    finishedRun(lab);
    lab.store.getState().requestArchive();
    expect(isWorkAtStake(lab.store.getState())).toBe(true);
    lab.store.receive({ kind: "archive", datasetId: lab.last("archive").datasetId, zip: new Blob() });
    expect(isWorkAtStake(lab.store.getState())).toBe(false);
  });
});
