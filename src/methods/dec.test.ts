import { beforeAll, describe, expect, it } from "vitest";
import { defaultsOf, type Schema, type Values } from "../core/hyperparameters";
import type { Images } from "../core/images";
import { Rng } from "../core/rng";
import type { Outcome } from "../core/saved-state";
import { memoryInUse } from "../nn/backend";
import { startBackend } from "../nn/testing";
import { dec } from "./dec";
import { idec } from "./idec";
import type { Method } from "./method";
import { trainingOf, trainToEnd } from "./parts/testing";
import type { DeepState } from "./parts/workbench";

const count = 60;
const clusters = 3;

/** Bright bars in one of three rows, half of them in the first, 4 x 4 grey. */
function bars(): Images {
  const rng = Rng.fromSeed("uneven bars");
  const kind = (i: number) => Math.max(0, (i % 4) - 1);
  const pixels = Float32Array.from({ length: count * 16 }, (_, at) => {
    const row = Math.floor((at % 16) / 4);
    return Math.min(1, Math.max(0, (row === kind(Math.floor(at / 16)) ? 0.8 : 0.2) + 0.15 * rng.normal()));
  });
  return { shape: { count, height: 4, width: 4, channels: 1 }, pixels, paths: [], truth: null };
}

const short: Values = {
  network: "dense",
  widths: [8, 9],
  codeSize: 3,
  pretrainEpochs: 1,
  restarts: 3,
  batchSize: 20,
  updateInterval: 2,
  maxIterations: 8,
  tolerance: 0,
  init: "kmeans",
};

const methods = [dec, idec] as unknown as readonly Method<Schema, DeepState>[];
const optionsOf = (values: Values) => ({ images: bars(), clusters, values: { ...short, ...values }, seed: 3 });
const begin = (method: (typeof methods)[number], values: Values, signal?: AbortSignal) =>
  trainingOf(method, { ...optionsOf(values), signal });
const finish = (method: (typeof methods)[number], values: Values, resumeFrom?: DeepState) =>
  trainToEnd(method, { ...optionsOf(values), resumeFrom });

beforeAll(async () => {
  await startBackend("wasm");
});

describe.each(methods)("$id with corrected predictions", (method) => {
  it.each([
    ["corrected and weighted, by estimated sizes", { correction: "both", correctionPrior: 1, correctionMemory: 0.5 }],
    [
      "corrected, reported too",
      { correction: "correct", correctLabels: true, correctionRule: "constant", correctionThreshold: 0.3 },
    ],
    ["weighted", { correction: "weight" }],
    ["shown and reported", { correction: "show", correctionPrior: 0.5, correctLabels: true }],
  ] as const)("%s: resumed from any epoch it ends where a straight run ends, and leaves no tensor", async (_, values) => {
    const before = memoryInUse();
    const straight = await finish(method, values);
    for (const [index, state] of straight.saved.entries()) {
      const resumed = await finish(method, values, state);
      expect(resumed.outcome, `from epoch event ${index}`).toEqual(straight.outcome);
      expect(resumed.epochs.map(({ losses }) => losses)).toEqual(straight.epochs.slice(index + 1).map(({ losses }) => losses));
    }
    expect(memoryInUse()).toEqual(before);
  });

  it("leaves no tensor when it is cut short or aborted", async () => {
    const before = memoryInUse();
    const events = count / 20 + 2;
    for (const cut of [events, events + 1, events + 4]) {
      const training = begin(method, { correction: "both" });
      for (let i = 0; i < cut; i++) await training.next();
      await training.return({} as Outcome);
      expect(memoryInUse(), `cut after ${cut} events`).toEqual(before);
    }
    const controller = new AbortController();
    const training = begin(method, { correction: "both" }, controller.signal);
    for (let next = await training.next(); ; next = await training.next())
      if (next.value && "kind" in next.value && next.value.kind === "epoch" && next.value.facts?.uncertainty !== undefined) break;
    controller.abort();
    await expect(training.next()).rejects.toThrow();
    expect(memoryInUse()).toEqual(before);
  });

  it("learns otherwise with each part of the correction, and by nothing that it declares while it is off", async () => {
    const codesOf = async (values: Values) => (await finish(method, values)).outcome.codes.data;
    const off = await codesOf({});
    expect(await codesOf({ correctionThreshold: 0.1, correctionPrior: 1, correctionExponent: 9, correctLabels: true })).toEqual(
      off,
    );
    const parts = [off];
    for (const correction of ["correct", "weight", "both"]) parts.push(await codesOf({ correction }));
    expect(new Set(parts.map((codes) => codes.join())).size).toBe(4);
    expect(await codesOf({ correction: "show", correctLabels: true })).toEqual(off);
  });

  it("says what it corrected, and shows it", async () => {
    const { outcome, epochs } = await finish(method, { correction: "both" });
    expect(epochs.at(-1)?.facts).toMatchObject({ uncertainty: expect.any(Number), correctedClusters: expect.any(Number) });
    expect(outcome.views?.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["uncertainty", "uncertainty-after", "uncertain-predictions", "corrected-clusters"]),
    );
    expect(outcome.columns?.map(({ id }) => id)).toEqual(["uncertainty", "correctedCluster"]);
    const { outcome: off } = await finish(method, {});
    expect(off.columns).toBeUndefined();
  });
});

it.each([
  [dec, {}],
  [idec, { gamma: 0.1 }],
] as const)("$id's recipe conv-da has the constants of Guo et al. 2018, whatever the defaults are", (method, more) => {
  const given = method.recipes.find(({ id }) => id === "conv-da")?.values ?? {};
  expect(given).toEqual({
    colours: "plain",
    network: "convolutional",
    filters: [32, 64, 128],
    codeSize: 10,
    batchSize: 256,
    rotation: 10,
    shift: 0.1,
    zoom: 0,
    pretrainEpochs: 500,
    pretrainLearningRate: 0.001,
    init: "kmeans",
    restarts: 20,
    alpha: 1,
    optimizer: "adam",
    learningRate: 0.001,
    updateInterval: 30,
    tolerance: 0.001,
    maxIterations: 20000,
    ...more,
  });
  // What it does not name is off: no correction of predictions.
  expect({ ...defaultsOf(method.hyperparameters), ...given }).toMatchObject({ correction: "none", correctLabels: false });
});

it.each(methods)("$id runs to its end under conv-da, on pictures that are moved", async (method) => {
  const recipe = method.recipes.find(({ id }) => id === "conv-da")?.values ?? {};
  const { outcome } = await finish(method, { ...recipe, filters: [2, 3, 4], pretrainEpochs: 2, restarts: 3, maxIterations: 8 });
  expect(new Set(outcome.labels).size).toBeGreaterThan(1);
  expect(outcome.reason).toMatch(/\.$/);
});
