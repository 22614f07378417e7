import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { sharedData, withoutShared } from "./lab";

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(args: readonly string[]): { child: ChildProcess; said(text: string): Promise<void>; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ["scripts/kindred.mjs", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  return {
    child,
    said: (text) => expect.poll(() => err, { timeout: 60_000 }).toContain(text),
    ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err }))),
  };
}

const kindred = (...args: string[]): Promise<Ended> => start(args).ended;
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

  const cut = start([...work, ...settings, "--out", out("cut")]);
  await cut.said("Pretraining");
  cut.child.kill("SIGINT");
  expect((await cut.ended).code).toBe(130);

  const resumed = await kindred(...work, ...settings, "--resume", join(out("cut"), "checkpoint.json"), "--out", out("resumed"));
  const straight = await kindred(...work, ...settings, "--out", out("straight"));
  expect([resumed.code, straight.code]).toEqual([0, 0]);
  const rows = (name: string) =>
    readFile(join(out(name), "assignments.csv"), "utf8").then((text) =>
      text.split("\n").map((row) => row.split(",").slice(0, 2)),
    );
  expect(await rows("resumed")).toEqual(await rows("straight"));
});
