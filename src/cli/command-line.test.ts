import { describe, expect, it } from "vitest";
import { CommandError } from "./command-error";
import { parseCommandLine } from "./command-line";

const run = (...argv: string[]) => {
  const invocation = parseCommandLine(["run", ...argv]);
  if (invocation.command !== "run") throw new Error("not a run");
  return invocation.run;
};
const minimal = ["--data", "folder", "--method", "idec"];

describe("command line", () => {
  it("knows help in every place", () => {
    for (const argv of [[], ["--help"], ["help"], ["-h"], ["run", "--data", "x", "--help"]]) {
      expect(parseCommandLine(argv)).toEqual({ command: "help" });
    }
  });

  it("fills what is not given", () => {
    expect(run(...minimal)).toEqual({
      data: "folder",
      method: "idec",
      clusters: null,
      settings: {},
      recipe: null,
      seed: null,
      limit: null,
      size: null,
      backend: "wasm",
      cache: null,
      codes: null,
      features: null,
      model: null,
      normalisation: "imagenet",
      refresh: false,
      input: null,
      map: null,
      out: null,
      resume: null,
      quiet: false,
    });
  });

  it("reads every flag, in both spellings", () => {
    const flags = [
      "--k=7",
      "--seed",
      "0",
      "--limit",
      "100",
      "--size=16",
      "--backend",
      "cpu",
      "--out",
      "o",
      "--recipe",
      "paper",
      "--codes",
      "c.npy",
      "--map=umap",
    ];
    expect(run(...minimal, ...flags, "--quiet", "--set", "gamma=0.5", "--set=layers=500-10", "--set", "note=a=b")).toMatchObject({
      clusters: 7,
      seed: 0,
      limit: 100,
      size: 16,
      backend: "cpu",
      out: "o",
      recipe: "paper",
      codes: "c.npy",
      map: "umap",
      quiet: true,
      settings: { gamma: "0.5", layers: "500-10", note: "a=b" },
    });
  });

  it("takes a value that looks like a flag where it is joined by =", () => {
    expect(run(...minimal, "--cache=--odd").cache).toBe("--odd");
  });

  it("reads features of files and of models", () => {
    expect(run(...minimal, "--features", "f.npy", "--input=pictures")).toMatchObject({ features: "f.npy", input: "pictures" });
    expect(run(...minimal, "--model=net.onnx", "--normalisation", "unit")).toMatchObject({
      model: "net.onnx",
      normalisation: "unit",
    });
  });

  it("needs no method where a checkpoint names one", () => {
    expect(run("--data", "x", "--resume", "c.json")).toMatchObject({ method: null, resume: "c.json" });
  });

  it.each([
    [["bogus"], 'There is no command "bogus"; there are methods, run, bench.'],
    [["methods", "--all"], "`methods` takes no flag but --list"],
    [["run", "--method", "idec"], "--data is missing"],
    [["run", "--data", "x"], "--method is missing"],
    [["run", ...minimal, "--bogus"], "There is no flag --bogus; there are --data, --method, --k, --set"],
    [["run", ...minimal, "-x"], "There is no flag -x"],
    [["run", ...minimal, "--out"], "--out needs a value."],
    [["run", ...minimal, "--cache", "--seed", "1"], "--cache wants a folder, got the flag --seed."],
    [["run", ...minimal, "--k", "--quiet"], "--k wants a value, got the flag --quiet."],
    [["run", ...minimal, "--quiet=yes"], '--quiet takes no value, got "yes".'],
    [["run", ...minimal, "gamma=1"], '"gamma=1" belongs to no flag'],
    [["run", ...minimal, "--set", "gamma"], '--set wants name=value, got "gamma".'],
    [["run", ...minimal, "--k", "1"], '--k must be a whole number from 2 to 10000, got "1".'],
    [["run", ...minimal, "--seed", "one"], '--seed must be a whole number of at least 0, got "one".'],
    [["run", ...minimal, "--size", "15"], "--size must be a whole number from 16 to 96"],
    [["run", ...minimal, "--backend", "cuda"], 'There is no backend "cuda"; there are auto, webgpu, webgl, wasm, cpu.'],
    [["run", ...minimal, "--features", "f.npy", "--model", "m.onnx"], "two ways to the same"],
    [["run", ...minimal, "--model", "m.onnx", "--refresh"], "wants --model with an address"],
    [["run", ...minimal, "--refresh"], "wants --model with an address"],
    [["run", ...minimal, "--features", "f.npy", "--codes", "c.npy"], "from --codes or from features"],
    [["run", ...minimal, "--normalisation", "x"], 'There is no normalisation "x"; there are imagenet, unit, symmetric.'],
  ])("refuses %j", (argv, message) => {
    expect(() => parseCommandLine(argv)).toThrow(message);
    expect(() => parseCommandLine(argv)).toThrow(CommandError);
  });
});
