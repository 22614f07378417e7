import { describe, expect, it } from "vitest";
import { datasetId } from "../core/ids";
import { hashOfState } from "./store";
import { loadedLab, readyEvent, summaryOf } from "./testing";

const id = datasetId("dataset-1");
const file = { path: "f.csv", blob: new Blob() };
const features = { title: "f.csv", source: "d/f.csv", cols: 8 };
const vectorShape = { count: 3, height: 1, width: 8, channels: 1, vectors: true } as const;
const report = { files: 1, images: 3, problems: [], problemCount: 0, notes: ["In the order of the images."] };

/** A lab whose images have features. */
function withFeatures() {
  const lab = loadedLab();
  lab.store.getState().attachFeatures([file]);
  lab.store.receive({ kind: "features", datasetId: id, features, report });
  return lab;
}

describe("features of the images", () => {
  it("are asked for, and the next run is on them", () => {
    const { store, last } = loadedLab();
    store.getState().attachFeatures([file]);
    expect(last("attachFeatures")).toEqual({ kind: "attachFeatures", datasetId: id, files: [file] });
    store.receive({ kind: "loading", datasetId: id, done: 1, total: 2, what: "Looking at files" });
    expect(store.getState().attaching).toMatchObject({ done: 1, total: 2, what: "Looking at files" });
    store.receive({ kind: "features", datasetId: id, features, report });
    expect(store.getState()).toMatchObject({ features, attaching: null, input: "features" });
    expect(store.getState().notices.at(-1)?.message).toContain("In the order of the images.");
    store.getState().startRun();
    expect(last("start").input).toBe("features");
    expect(store.getState().run?.features).toEqual(features);
    expect(hashOfState(store.getState())).toContain("input=features");
  });

  it("stay where the same images come anew, and otherwise it is said that they went", () => {
    const same = withFeatures();
    same.store.getState().chooseInput("pictures");
    same.store.getState().loadFiles("again", [file]);
    const next = same.last("load").datasetId;
    same.store.receive({ kind: "dataset", dataset: summaryOf(next) });
    const featuresCommand = { kind: "attachFeatures", datasetId: next, files: [file] };
    expect(same.store.getState()).toMatchObject({ features, featuresCommand, attaching: null, input: "pictures" });
    expect(same.last("forget")).toEqual({ kind: "forget", datasetId: id, successor: next });

    const other = withFeatures();
    other.store.getState().loadFiles("others", [file]);
    other.store.receive({ kind: "dataset", dataset: summaryOf(other.last("load").datasetId, "others") });
    expect(other.store.getState()).toMatchObject({ features: null, featuresCommand: null, input: "pictures" });
    expect(other.store.getState().notices.map(({ title }) => title)).toContain("Features went with the images before");
  });

  it("are left for the pictures, and for codes", () => {
    const { store, last } = withFeatures();
    store.getState().chooseInput("pictures");
    store.getState().startRun();
    expect(last("start").input).toBeUndefined();
    expect(hashOfState(store.getState())).not.toContain("input");
    store.getState().chooseInput("features");
    store.getState().chooseCodes(last("start").runId);
    expect(store.getState().input).toBe("pictures");
    store.getState().chooseInput("features");
    expect(store.getState().codesFrom).toBeNull();
  });

  it("are named where they could not be had, and those there were stay", () => {
    const { store } = withFeatures();
    store.getState().attachFeatures([file]);
    store.receive({ kind: "featuresFailed", datasetId: id, message: "No rows.", report: null });
    expect(store.getState()).toMatchObject({ features, attaching: null });
    expect(store.getState().notices.at(-1)).toMatchObject({ level: "error", message: "No rows." });
    store.getState().attachFeatures([file]);
    const { length } = store.getState().notices;
    store.getState().cancelFeatures();
    store.receive({ kind: "featuresFailed", datasetId: id, message: null, report: null });
    expect(store.getState().notices).toHaveLength(length);
  });

  it("go when they are removed and when other images come, which may bring their own", () => {
    const { store, last } = withFeatures();
    store.getState().removeFeatures();
    expect(last("detachFeatures").datasetId).toBe(id);
    expect(store.getState().features).toBeNull();
    store.getState().loadFiles("mine", [file]);
    store.receive({ kind: "dataset", dataset: { ...summaryOf(last("load").datasetId, "new"), features } });
    expect(store.getState()).toMatchObject({ features, input: "features" });
    expect(store.getState().notices.at(-1)?.message).toContain("Runs learn from them, in f.csv");
    store.getState().loadFiles("others", [file]);
    store.receive({ kind: "dataset", dataset: summaryOf(last("load").datasetId, "newer") });
    expect(store.getState()).toMatchObject({ features: null, input: "pictures" });
  });

  it("are brought again to an engine that is started anew, and what was chosen stays", () => {
    const { store, sent } = withFeatures();
    store.getState().chooseInput("pictures");
    const before = sent.length;
    store.getState().restartEngine();
    expect(sent.slice(before).map(({ kind }) => kind)).toEqual(["load", "attachFeatures"]);
    const { length } = store.getState().notices;
    store.receive(readyEvent);
    store.receive({ kind: "dataset", dataset: summaryOf(id) });
    store.receive({ kind: "features", datasetId: id, features, report });
    expect(store.getState()).toMatchObject({ features, attaching: null, input: "pictures" });
    expect(store.getState().notices).toHaveLength(length);
    store.getState().restartEngine();
    store.receive({ kind: "featuresFailed", datasetId: id, message: "The file is gone.", report: null });
    expect(store.getState().features).toBeNull();
  });

  it("on their way are asked of an engine that is started anew, in the place of those there were", () => {
    const { store, last, sent } = withFeatures();
    store.getState().offerFeatures("g.csv", [{ ...file, path: "g.csv" }]);
    const before = sent.length;
    store.getState().restartEngine();
    expect(sent.slice(before).map(({ kind }) => kind)).toEqual(["load", "attachFeatures"]);
    expect(last("attachFeatures").files).toEqual([{ ...file, path: "g.csv" }]);
    expect(store.getState()).toMatchObject({ features: null, attaching: { orDataset: "g.csv", done: 0 } });
    store.receive({ kind: "features", datasetId: id, features: { ...features, title: "g.csv" }, report });
    expect(store.getState()).toMatchObject({ attaching: null, features: { title: "g.csv" } });
  });

  it("that came with the images stay removed in a fresh engine", () => {
    const { store, last, sent } = loadedLab();
    store.getState().loadFiles("mine", [file]);
    const { datasetId: own } = last("load");
    store.receive({ kind: "dataset", dataset: { ...summaryOf(own, "new"), features } });
    store.getState().removeFeatures();
    const before = sent.length;
    store.receive({ kind: "replaced", message: "It hung." });
    store.receive({ kind: "dataset", dataset: { ...summaryOf(own, "new"), features } });
    expect(sent.slice(before).map(({ kind }) => kind)).toEqual(["detachFeatures"]);
    expect(store.getState().features).toBeNull();
  });

  it("are added by files of nothing else, which become a dataset when they come again", () => {
    const { store, last, sent } = loadedLab();
    store.getState().offerFeatures("f.csv", [file]);
    expect(last("attachFeatures").files).toEqual([file]);
    store.receive({ kind: "features", datasetId: id, features, report });
    expect(store.getState().notices.at(-1)?.message).toContain("choose or drop the same files once more");
    const before = sent.length;
    store.getState().offerFeatures("f.csv", [file]);
    expect(sent.slice(before).map(({ kind }) => kind)).toEqual(["load"]);
    const vectors = { ...summaryOf(last("load").datasetId, "new"), title: "f.csv", shape: vectorShape };
    store.receive({ kind: "dataset", dataset: vectors });
    expect(store.getState().notices.at(-1)?.message).toBe("f.csv is a dataset of vectors, now in the place of Digits.");
    // In the place of vectors they are nothing but another dataset.
    store.getState().offerFeatures("f.csv", [file]);
    expect(last("load").datasetId).toBe("dataset-3");
    store.receive({ kind: "dataset", dataset: { ...vectors, datasetId: last("load").datasetId } });
    expect(store.getState().notices).toEqual([]);
  });

  it("of other images become a dataset at once, and it is told why", () => {
    const { store, last } = loadedLab();
    store.getState().offerFeatures("f.csv", [file]);
    store.receive({ kind: "featuresFailed", datasetId: id, message: "3 images have no row.", report: null });
    expect(store.getState()).toMatchObject({ attaching: null, loading: { title: "f.csv" } });
    const { datasetId: own } = last("load");
    store.receive({ kind: "dataset", dataset: { ...summaryOf(own, "new"), title: "f.csv", shape: vectorShape } });
    expect(store.getState().notices.at(-1)).toMatchObject({
      title: "The pictures were replaced",
      message: "f.csv is a dataset of vectors, now in the place of Digits. 3 images have no row.",
    });
  });

  it("wait for pictures that are on their way, which they may describe", () => {
    const { store, sent, last } = loadedLab();
    store.getState().loadFiles("pictures", [{ ...file, path: "a.png" }]);
    const before = sent.length;
    store.getState().offerFeatures("f.csv", [file]);
    expect(sent).toHaveLength(before);
    expect(store.getState().loading?.title).toBe("pictures");
    expect(store.getState().notices.at(-1)?.title).toBe("Not yet");
    store.receive({ kind: "dataset", dataset: summaryOf(last("load").datasetId, "new") });
    store.getState().offerFeatures("f.csv", [file]);
    expect(sent.at(-1)?.kind).toBe("attachFeatures");
  });

  it("of some of these images leave the pictures where they are", () => {
    const { store, sent } = loadedLab();
    store.getState().offerFeatures("f.csv", [file]);
    const before = sent.length;
    store.receive({ kind: "featuresFailed", datasetId: id, message: "1 image has no row.", report: null, related: true });
    expect(sent.slice(before)).toEqual([]);
    const { title, message } = store.getState().notices.at(-1) ?? {};
    expect(title).toBe("No features were added");
    expect(message).toContain("1 image has no row. To have these vectors as a dataset of their own");
    // Mended it is another file.
    store.getState().offerFeatures("f.csv", [{ ...file, blob: new Blob(["mended"]) }]);
    expect(sent.at(-1)?.kind).toBe("attachFeatures");
    store.receive({ kind: "featuresFailed", datasetId: id, message: "1 image has no row.", report: null, related: true });
    // Nor is anything thrown away when the reading is cancelled.
    store.getState().offerFeatures("g.csv", [{ ...file, path: "g.csv" }]);
    store.receive({ kind: "featuresFailed", datasetId: id, message: null, report: null });
    store.getState().offerFeatures("g.csv", [{ ...file, path: "g.csv" }]);
    expect(store.getState().loading).toBeNull();
  });

  it("wait until images are here, and a model until a run has ended", () => {
    const { store, sent } = loadedLab();
    store.getState().startRun();
    const before = sent.length;
    store.getState().extractFeatures({ kind: "url", url: "https://host/net.onnx" });
    expect(store.getState().notices.at(-1)?.message).toContain("A run goes on");
    store.getState().loadFiles("mine", [file]);
    store.getState().attachFeatures([file]);
    expect(store.getState().notices.at(-1)?.message).toContain("wait until those are here");
    expect(sent.slice(before).map(({ kind }) => kind)).toEqual(["load"]);
  });

  it("of a model at an address are found again by the model that lies there now", () => {
    const { store, last, sent } = loadedLab();
    store.getState().fetchModelAgain();
    const model = { kind: "url", url: "https://host/net.onnx" } as const;
    store.getState().extractFeatures(model);
    const found = (hash: string) => ({ ...features, model: { normalisation: "imagenet", hash } as const });
    const receive = (hash: string) =>
      store.receive({ kind: "features", datasetId: id, features: found(hash), report: { ...report, notes: [] } });
    receive("old");
    expect(last("extractFeatures").refresh).toBeUndefined();
    store.getState().fetchModelAgain();
    expect(last("extractFeatures")).toEqual({
      kind: "extractFeatures",
      datasetId: id,
      model,
      normalisation: "imagenet",
      refresh: true,
    });
    receive("old");
    expect(store.getState().notices.at(-1)?.message).toContain("The model at its address is still the same.");
    store.getState().fetchModelAgain();
    receive("new");
    expect(store.getState().notices.at(-1)?.message).toContain("The model at its address has changed.");
    expect(store.getState().features?.model?.hash).toBe("new");
    // What failed leaves the features there were, and an engine that is launched anew asks for no other model.
    store.getState().fetchModelAgain();
    store.receive({ kind: "featuresFailed", datasetId: id, message: "Offline.", report: null });
    expect(store.getState().features?.model?.hash).toBe("new");
    store.getState().restartEngine();
    expect(last("extractFeatures").refresh).toBeUndefined();
    // Features of files come from no address.
    store.getState().removeFeatures();
    const before = sent.length;
    store.getState().fetchModelAgain();
    expect(sent).toHaveLength(before);
  });

  it("of a checkpoint are chosen with it", () => {
    const { store, last } = withFeatures();
    store.getState().chooseInput("pictures");
    const made = { format: 1, methodId: store.getState().methods[0].id, values: {}, clusters: 3, seed: 1 } as const;
    store.getState().offerCheckpoint({ ...made, datasetHash: "abc", featuresHash: "f", epoch: 2, state: null });
    store.getState().resumeFromCheckpoint();
    expect(last("start").input).toBe("features");
    expect(store.getState().input).toBe("features");
  });
});
