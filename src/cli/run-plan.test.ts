import { describe, expect, it } from "vitest";
import { choice, integers, number } from "../core/hyperparameters";
import { methodId } from "../core/ids";
import type { Checkpoint, CodesRequest, DatasetSummary, MethodDescriptor } from "../worker/protocol";
import {
  besideLine,
  checkFeatures,
  chosenMethod,
  chosenValues,
  ignoredLine,
  recipeOfRun,
  runRequest,
  theDataset,
} from "./run-plan";

const method: MethodDescriptor = {
  id: methodId("demo"),
  title: "Demo",
  family: "classical",
  summary: "For this test.",
  takeWhen: "Take it for tests.",
  reference: { authors: "A", title: "T", venue: "V", year: 2000 },
  departures: [],
  hyperparameters: {
    gamma: number({ label: "γ", help: "Weight.", default: 0.1, min: 0, max: 1 }),
    layers: integers({ label: "Layers", help: "Widths.", default: [50, 10], min: 1, max: 99, minLength: 1, maxLength: 4 }),
  },
  recipes: [{ id: "paper", title: "Paper", help: "The paper's own.", values: { gamma: 0.5, layers: [20] } }],
};
const asked = {
  method: "demo",
  clusters: null,
  settings: {},
  recipe: null,
  seed: null,
  out: null,
  features: null,
  model: null,
  input: null,
};
const checkpoint: Checkpoint = {
  format: 1,
  methodId: method.id,
  values: { gamma: 0.9, layers: [7] },
  clusters: 4,
  seed: 9,
  datasetHash: "h",
  epoch: 3,
  state: null,
};
const dataset = (names: readonly string[] | null): DatasetSummary => ({
  datasetId: theDataset,
  title: "Data",
  shape: { count: 2, height: 1, width: 1, channels: 1 },
  paths: ["a", "b"],
  truth: names && { codes: new Int32Array(2), names },
  thumbnails: { height: 1, width: 1, channels: 1, pixels: new Uint8Array(2) },
  report: { files: 2, images: 2, problems: [], problemCount: 0, notes: [] },
  hash: "h",
  fromFiles: false,
});

describe("plan of a run", () => {
  it("finds the method, or names those there are", () => {
    expect(chosenMethod(asked, [method], null)).toBe(method);
    expect(chosenMethod({ ...asked, method: null }, [method], checkpoint)).toBe(method);
    expect(() => chosenMethod({ ...asked, method: "x" }, [method], null)).toThrow('There is no method "x"; there are demo.');
  });

  it("lays --set over the recipe over the checkpoint over the defaults", () => {
    expect(chosenValues(asked, method, null)).toEqual({ gamma: 0.1, layers: [50, 10] });
    expect(chosenValues(asked, method, checkpoint)).toEqual({ gamma: 0.9, layers: [7] });
    const paper = { ...asked, recipe: "paper", settings: { layers: "30-5" } };
    expect(chosenValues(paper, method, checkpoint)).toEqual({ gamma: 0.5, layers: [30, 5] });
  });

  it("knows the defaults as the recipe robust, of every method, even over a checkpoint", () => {
    const robust = { ...asked, recipe: "robust" };
    expect(chosenValues(robust, { ...method, recipes: [] }, null)).toEqual({ gamma: 0.1, layers: [50, 10] });
    expect(chosenValues({ ...robust, settings: { gamma: "0.2" } }, method, checkpoint)).toEqual({ gamma: 0.2, layers: [50, 10] });
  });

  it("says which recipe's values a run has, or that they are none's", () => {
    const recipeWith = (changes: object) => {
      const values = chosenValues({ ...asked, ...changes }, method, null);
      return recipeOfRun(method, runRequest(asked, method, values, dataset(null), null), dataset(null));
    };
    expect(recipeWith({})).toBe("robust");
    expect(recipeWith({ recipe: "paper" })).toBe("paper");
    expect(recipeWith({ settings: { gamma: "0.5", layers: "20" } })).toBe("paper");
    expect(recipeWith({ recipe: "paper", settings: { gamma: "0.4" } })).toBeNull();
  });

  it("says in one line which settings vectors have no use for", () => {
    const network = choice({
      label: "Network",
      help: "Kind.",
      default: "convolutional",
      options: [
        { value: "convolutional", label: "Convolutional" },
        { value: "dense", label: "Dense" },
      ],
    });
    const rotation = number({ label: "Rotation", help: "Turns.", default: 15, min: 0, max: 180 });
    const moving = { ...method, hyperparameters: { ...method.hyperparameters, network, rotation } };
    const line = (settings: Record<string, string>) => {
      const set = { ...asked, settings };
      return ignoredLine(set, moving, chosenValues(set, moving, null), dataset(null), { input: "features" });
    };
    expect(line({ rotation: "20", gamma: "0.2" })).toBe(
      "Warning: --set rotation is for pictures and ignored: this run learns from vectors.",
    );
    expect(line({ network: "convolutional", rotation: "20" })).toContain("--set network, --set rotation are for pictures");
    expect(line({ gamma: "0.2", network: "dense" })).toBeNull();
    // The record has what was in force.
    const given = chosenValues(asked, moving, null);
    const networkOf = (input: "pictures" | "features") =>
      runRequest({ ...asked, input }, moving, given, dataset(null), null).values.network;
    expect([networkOf("pictures"), networkOf("features")]).toEqual(["convolutional", "dense"]);
  });

  it("says that colours are passed over where there are none, and has them so in the record", () => {
    const colours = choice({
      label: "Colours",
      help: "What is seen.",
      default: "plain",
      options: [
        { value: "evened", label: "Evened out" },
        { value: "plain", label: "As they are" },
      ],
    });
    const seeing = { ...method, hyperparameters: { colours } };
    const evened = { ...asked, settings: { colours: "evened" } };
    const values = chosenValues(evened, seeing, null);
    const of = (channels: 1 | 3) => ({ ...dataset(null), shape: { ...dataset(null).shape, channels } });
    const codes = { kind: "given", codes: { data: new Float32Array(4), rows: 2, cols: 2 } } as unknown as CodesRequest;
    expect(ignoredLine(evened, seeing, values, of(3), {})).toBeNull();
    expect(ignoredLine(evened, seeing, values, of(1), {})).toContain(
      "colours is for coloured pictures and ignored: these are grey.",
    );
    expect(ignoredLine(evened, seeing, values, of(3), { codes })).toContain("codes have none.");
    expect(ignoredLine({ settings: {} }, seeing, { colours: "evened" }, of(1), {})).toBeNull();
    const recorded = (channels: 1 | 3, from: CodesRequest | null) =>
      runRequest(evened, seeing, values, of(channels), null, from).values.colours;
    expect([recorded(3, null), recorded(1, null), recorded(3, codes)]).toEqual(["evened", "plain", "plain"]);
  });

  it("refuses unknown recipes and settings in a sentence", () => {
    expect(() => chosenValues({ ...asked, recipe: "x" }, method, null)).toThrow(
      'demo has no recipe "x"; there are robust, paper.',
    );
    const settings = { alpha: "1", gamma: "2" };
    expect(() => chosenValues({ ...asked, settings }, method, null)).toThrow(
      "demo: alpha: no such setting; there are gamma, layers. gamma: must be a number from 0 to 1, got 2.",
    );
  });

  it("takes k from the flag, the checkpoint, the classes, or 10", () => {
    const k = (clusters: number | null, from: Checkpoint | null, names: readonly string[] | null) =>
      runRequest({ ...asked, clusters }, method, {}, dataset(names), from).clusters;
    expect(k(3, checkpoint, ["a", "b"])).toBe(3);
    expect(k(null, checkpoint, ["a", "b"])).toBe(4);
    expect(k(null, null, ["a", "b", "c"])).toBe(3);
    expect(k(null, null, ["only"])).toBe(10);
    expect(k(null, null, null)).toBe(10);
  });

  it("is on features where they are given or the checkpoint was, unless pictures are asked for", () => {
    const input = (changes: object, from: Checkpoint | null = null) =>
      runRequest({ ...asked, ...changes }, method, {}, dataset(null), from).input;
    expect(input({})).toBeUndefined();
    expect([input({ features: "f.npy" }), input({ model: "m.onnx" }), input({ input: "features" })]).toEqual([
      "features",
      "features",
      "features",
    ]);
    expect(input({}, { ...checkpoint, featuresHash: "f" })).toBe("features");
    expect(input({ features: "f.npy", input: "pictures" })).toBeUndefined();
  });

  it("is on features that lie beside the pictures, and says so, unless told otherwise", () => {
    const features = { title: "f.csv", source: "d/f.csv", cols: 8 };
    const images = { ...dataset(null), features };
    const codes = { kind: "given", data: new Float32Array(2), rows: 2, cols: 1 } as const;
    const input = (changes: object, from: Checkpoint | null = null) =>
      runRequest({ ...asked, ...changes }, method, {}, images, from).input;
    expect(input({})).toBe("features");
    expect(input({ input: "pictures" })).toBeUndefined();
    expect(runRequest(asked, method, {}, images, null, codes).input).toBeUndefined();
    // A checkpoint goes on from what it was made of.
    expect([input({}, checkpoint), input({}, { ...checkpoint, featuresHash: "f" })]).toEqual([undefined, "features"]);
    expect(besideLine(asked, images, features)).toBe(
      "Features lie beside the pictures, in f.csv, and this run learns from them; --input pictures takes the pictures.",
    );
    expect(besideLine({ input: "features" }, images, features)).toBeNull();
    expect(besideLine(asked, images, { ...features, title: "other.csv" })).toBeNull();
    expect(besideLine(asked, images, null)).toBeNull();
  });

  it("refuses features that are not there by the command's own flags", () => {
    expect(() => checkFeatures({ input: "features" }, null)).toThrow(
      "This run is to learn from features, and there are none: give --features FILE or --model FILE, or take --input pictures.",
    );
    expect(() => checkFeatures({}, null)).not.toThrow();
    expect(() => checkFeatures({ input: "features" }, { title: "f.csv", source: "f.csv", cols: 2 })).not.toThrow();
  });

  it("hands the checkpoint on to the engine, which alone can go on from it", () => {
    expect(runRequest(asked, method, {}, dataset(null), checkpoint).resumeFrom).toBe(checkpoint);
    expect(runRequest(asked, method, {}, dataset(null), null)).not.toHaveProperty("resumeFrom");
  });

  it("takes the seed from the flag, the checkpoint, or 1", () => {
    expect(runRequest({ ...asked, seed: 5 }, method, {}, dataset(null), checkpoint).seed).toBe(5);
    expect(runRequest(asked, method, {}, dataset(null), checkpoint).seed).toBe(9);
    expect(runRequest(asked, method, {}, dataset(null), null).seed).toBe(1);
  });
});
