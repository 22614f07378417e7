import { expect, it } from "vitest";
import { keptCheckpoint, loadedLab } from "../../store/testing";
import { checkpointFile } from "../kit/run-exports";
import { takeFeatures, takeFiles } from "./take-files";

const file = (path: string) => ({ path, blob: new Blob(["{}"]) });

it("has a dropped model look at the images at hand, and imports everything else", async () => {
  const { store, last, sent } = loadedLab();
  await takeFiles(store, "net", [file("models/net.onnx")]);
  expect(last("extractFeatures").model).toMatchObject({ kind: "file", name: "net.onnx" });
  const before = sent.length;
  await takeFiles(store, "f", [file("f.csv"), file("a.png")]);
  await takeFiles(store, "mixed", [file("net.safetensors"), file("a.png")]);
  expect(sent.slice(before).filter(({ kind }) => kind === "load")).toHaveLength(2);
});

it.each(["digits-", ""])("offers a checkpoint that was saved as a file, whatever stands before its name: %j", async (stem) => {
  const { store, sent } = loadedLab();
  const checkpoint = { ...keptCheckpoint, state: { weights: Float32Array.of(0.1, -0, 3e-9), step: 12 } };
  const { blob, suffix } = checkpointFile(checkpoint);
  const before = sent.length;
  await takeFiles(store, "c", [{ path: `${stem}${suffix}`, blob }]);
  expect(store.getState().checkpoint).toStrictEqual(checkpoint);
  expect(store.getState().notices.at(-1)).toMatchObject({ level: "info", title: "Checkpoint of epoch 20 opened" });
  expect(sent.slice(before).filter(({ kind }) => kind === "load")).toEqual([]);
});

it("tells a broken checkpoint from images", async () => {
  const { store } = loadedLab();
  for (const name of ["run.checkpoint.json", "dec-seed-1-epoch-3.checkpoint (1).json"]) {
    await takeFiles(store, "c", [file(name)]);
    expect(store.getState().notices.at(-1)?.title).toBe("The checkpoint could not be opened");
    store.getState().forgetNotices();
  }
});

it("takes tables as features where those are asked for", () => {
  const { store, last } = loadedLab();
  takeFeatures(store, [file("f.csv"), file("names.txt")]);
  expect(last("attachFeatures").files).toHaveLength(2);
});

it.each([
  [["f.csv"], "attachFeatures"],
  [["d/F.NPY", "d/names.txt"], "attachFeatures"],
  [["names.txt"], "load"],
  [["f.csv", "readme.md"], "load"],
])("offers tables and arrays alone as features of the pictures at hand: %j", async (paths, kind) => {
  const { store, sent } = loadedLab();
  const before = sent.length;
  await takeFiles(store, "f", paths.map(file));
  expect(sent.slice(before).map((command) => command.kind)).toEqual([kind]);
});
