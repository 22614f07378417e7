import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { fieldMeans } from "./field-means";
import { sharedData, withoutShared } from "./lab";

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command; once it has said `cue`, Ctrl-C is pressed at once. */
function runCommand(args: readonly string[], cue: string | null = null): Promise<Ended> {
  const child = spawn(process.execPath, ["scripts/kindred.mjs", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  let pressed = false;
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
    if (pressed || cue === null || !err.includes(cue)) return;
    pressed = true;
    child.kill("SIGINT");
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

const kindred = (...args: string[]): Promise<Ended> => runCommand(args);
const jsonIn = async (...path: string[]) => JSON.parse(await readFile(join(...path), "utf8"));
/** Some columns of the assignments in a folder of results. */
const columnsIn = async (folder: string, from: number, to: number) => {
  const text = await readFile(join(folder, "assignments.csv"), "utf8");
  return text.split("\r\n").map((row) => row.split(",").slice(from, to));
};
const lastLine = (text: string) => JSON.parse(text.trimEnd().split("\n").at(-1) ?? "");

test("methods are listed in two lines each: their recipes, and when to take them", async () => {
  const { code, out } = await kindred("methods", "--list");
  expect(code).toBe(0);
  const lines = out.trimEnd().split("\n");
  const at = lines.findIndex((line) => line.startsWith("idec "));
  expect(lines[at]).toMatch(/^idec +IDEC.*\(robust, paper/);
  expect(lines[at + 1]).toMatch(/^ +Take it .*\.$/);
  expect(lines.filter((line) => /^\S/.test(line))).toHaveLength(lines.length / 2);
});

test("methods are printed as JSON with their settings", async () => {
  const { code, out } = await kindred("methods");
  expect(code).toBe(0);
  const methods = JSON.parse(out) as { id: string; recipes: { id: string }[] }[];
  expect(methods.map(({ id }) => id)).toEqual(expect.arrayContaining(["kmeans", "autoencoder-kmeans", "dec", "idec"]));
  for (const { recipes } of methods) expect(recipes[0].id).toBe("robust");
});

test("a folder of IDX files joins train and test; one JSON object is all of stdout", async () => {
  const usps = sharedData("usps");
  test.skip(usps === null, withoutShared("usps"));
  if (usps === null) return;
  const { code, out } = await kindred(
    "run",
    "--data",
    usps,
    "--limit",
    "400",
    "--method",
    "kmeans",
    "--set",
    "restarts=2",
    "--recipe",
    "robust",
    "--backend",
    "wasm",
  );
  expect(code).toBe(0);
  expect(out.trim().split("\n")).toHaveLength(1);
  const result = lastLine(out);
  // A setting lies over the recipe.
  expect(result).toMatchObject({ method: "kmeans", recipe: null, seed: 1, n: 400, k: 10, backend: "wasm" });
  expect(Object.keys(result.scores).sort()).toEqual([
    "acc",
    "ami",
    "ari",
    "completeness",
    "fowlkesMallows",
    "homogeneity",
    "nmi",
    "nmiGeometric",
    "nmiMax",
    "purity",
  ]);
  expect(result.sizes.reduce((sum: number, size: number) => sum + size, 0)).toBe(400);
});

test("pictures without labels have no scores", async () => {
  const info = test.info();
  const faces = sharedData("orl-faces/s02");
  test.skip(faces === null, withoutShared("orl-faces"));
  if (faces === null) return;
  const { code, out } = await kindred(
    "run",
    "--data",
    faces,
    "--method",
    "kmeans",
    "--k",
    "2",
    "--quiet",
    "--out",
    info.outputPath("out"),
  );
  expect(code).toBe(0);
  expect(lastLine(out).scores).toBeNull();
  const npy = await readFile(join(info.outputPath("out"), "codes.npy"));
  expect(npy.subarray(1, 6).toString()).toBe("NUMPY");
});

for (const [what, args, sentence] of [
  ["an unknown method", ["run", "--data", "builtin:digits?n=60", "--method", "magic"], /magic.*(idec|kmeans)/s],
  ["a missing folder", ["run", "--data", "/no/such/folder", "--method", "kmeans"], /no\/such\/folder/],
  [
    "a setting out of range",
    ["run", "--data", "builtin:digits?n=60", "--method", "idec", "--set", "gamma=-1"],
    /gamma: must be a number from 0/,
  ],
  ["more clusters than images", ["run", "--data", "builtin:digits?n=60", "--method", "kmeans", "--k", "90"], /90/],
  ["an unknown flag", ["run", "--dota", "x"], /--dota/],
] as const) {
  test(`${what} is one sentence on stderr and a failing exit code`, async () => {
    const { code, out, err } = await kindred(...args);
    expect(code).not.toBe(0);
    expect(out).toBe("");
    expect(err).toMatch(sentence);
    expect(err).not.toContain("    at ");
  });
}

test("Ctrl-C saves a checkpoint, from which a run ends where a straight run ends", async () => {
  const info = test.info();
  const out = (name: string) => info.outputPath(name);
  const work = ["run", "--data", "builtin:digits?n=300", "--method", "idec", "--backend", "wasm"];
  const set = Object.entries({ pretrainEpochs: 12, maxIterations: 30, batchSize: 64, tolerance: 0 });
  const settings = set.flatMap(([name, value]) => ["--set", `${name}=${value}`]);

  const cut = await runCommand([...work, ...settings, "--out", out("cut")], "Pretraining");
  expect(cut.code).toBe(130);

  const resumed = await kindred(...work, ...settings, "--resume", join(out("cut"), "checkpoint.json"), "--out", out("resumed"));
  const straight = await kindred(...work, ...settings, "--out", out("straight"));
  expect([resumed.code, straight.code]).toEqual([0, 0]);
  expect(await columnsIn(out("resumed"), 0, 2)).toEqual(await columnsIn(out("straight"), 0, 2));
  // It took what the checkpoint left to do, and nothing before.
  const epochsIn = async (name: string) =>
    (await jsonIn(out(name), "run.json")).history.map(({ epoch }: { epoch: number }) => epoch) as number[];
  const { epoch } = await jsonIn(out("cut"), "checkpoint.json");
  const whole = await epochsIn("straight");
  expect(whole[0]).toBe(0);
  expect(await epochsIn("resumed")).toEqual(whole.filter((one) => one > epoch));
});

test("a pretraining is kept and taken up; codes, features and what a model sees go on to other runs", async () => {
  const info = test.info();
  const out = (name: string) => info.outputPath(name);
  const run = async (...args: string[]) => {
    const { code, out: text, err } = await kindred("run", "--data", "builtin:digits?n=60", "--backend", "wasm", ...args);
    expect(code, err).toBe(0);
    return lastLine(text);
  };
  const settings = ["pretrainEpochs=2", "filters=4-8", "codeSize=5", "restarts=2"].flatMap((value) => ["--set", value]);
  const deep = ["--method", "autoencoder-kmeans", ...settings, "--cache", out("cache")];
  const first = await run(...deep, "--out", out("first"));
  const again = await run(...deep, "--out", out("again"));
  expect([first.reused, again.reused > 0]).toEqual([0, true]);
  expect(await columnsIn(out("again"), 0, 4)).toEqual(await columnsIn(out("first"), 0, 4));
  const codes = join(out("first"), "codes.npy");
  // To the bit.
  expect((await readFile(join(out("again"), "codes.npy"))).equals(await readFile(codes))).toBe(true);

  const kmeans = ["--method", "kmeans", "--set", "restarts=2"];
  const byPca = await run(...kmeans, "--codes", codes, "--out", out("pca"));
  const byUmap = await run(...kmeans, "--codes", codes, "--map", "umap", "--out", out("umap"));
  expect([byPca.map, byUmap.map.projection]).toEqual([null, "umap"]);
  expect(byUmap.map.trustworthiness).toBeGreaterThan(0.5);
  // The same clusters, laid out otherwise.
  expect(await columnsIn(out("umap"), 0, 3)).toEqual(await columnsIn(out("pca"), 0, 3));
  const [flat, round] = [await columnsIn(out("pca"), 4, 6), await columnsIn(out("umap"), 4, 6)];
  expect(round.slice(1, 61).filter((place, i) => place.join() === flat[i + 1].join())).toEqual([]);
  expect((await jsonIn(out("umap"), "run.json")).recipe.codes).toBe(codes);

  // As features the same vectors are scaled first; a run on pixels has neither.
  const onFeatures = await run(...kmeans, "--features", codes);
  expect(onFeatures.features).toMatchObject({ title: "codes.npy", cols: 5 });
  const model = info.outputPath("means.onnx");
  await writeFile(model, fieldMeans);
  expect((await run(...kmeans, "--model", model, "--normalisation", "unit")).features).toMatchObject({
    title: "means.onnx",
    cols: 16,
    model: { normalisation: "unit" },
  });
  expect(await run(...kmeans)).not.toHaveProperty("features");
});
