import { beforeAll, describe, expect, it } from "vitest";
import { defaultsOf, type Values } from "../core/hyperparameters";
import { memoryInUse } from "../nn/backend";
import { startBackend } from "../nn/testing";
import { pretrainEpochsOf } from "./parts/autoencoder-settings";
import { bars, trainToEnd } from "./parts/testing";
import type { DeepState } from "./parts/workbench";
import { sdcn } from "./sdcn";

const count = 30;
const clusters = 3;

const short: Values = {
  pretrainEpochs: 1,
  restarts: 3,
  widths: [8, 9],
  codeSize: 3,
  batchSize: 10,
  tolerance: 0,
  init: "kmeans",
};

const finish = (values: Values, resumeFrom?: DeepState, signal?: AbortSignal) =>
  trainToEnd(sdcn, { images: bars(count, clusters, 4), clusters, values: { ...short, ...values }, seed: 2, resumeFrom, signal });

beforeAll(async () => {
  await startBackend("wasm");
});

it("trains in batches of 128, and pretrains for half as many passes over 10,000 images; in batches of 256 as in the paper", () => {
  const values = defaultsOf(sdcn.hyperparameters);
  expect(pretrainEpochsOf(values, 10_000)).toBe(76);
  expect(pretrainEpochsOf({ ...values, batchSize: 256 }, 10_000)).toBe(150);
  const paper = sdcn.recipes.find(({ id }) => id === "paper")?.values ?? {};
  expect(paper).toMatchObject({ batchSize: 256, pretrainEpochs: 30, init: "kmeans", maxIterations: 200 });
});

describe.each([
  ["over all images at once", { stepsOver: "all", maxIterations: 2, normalisation: "row" }],
  ["over batches, by a graph of codes", { graphOf: "codes", maxIterations: 4, updateInterval: 2, graphSteps: 2 }],
  ["beside a normalised convolutional network", { network: "pooled", pooledFilters: [2, 3], stepsOver: "all", maxIterations: 2 }],
  ["without the graph", { decides: "centres", maxIterations: 4, updateInterval: 2 }],
] as const)("SDCN %s", (_, values) => {
  it("resumed from any epoch ends where a straight run ends, and leaves no tensor", async () => {
    const before = memoryInUse();
    const straight = await finish(values);
    for (const [index, state] of [...straight.saved.entries()].slice(-2)) {
      const resumed = await finish(values, state);
      expect(resumed.outcome, `from epoch event ${index}`).toEqual(straight.outcome);
      expect(resumed.epochs.map(({ losses }) => losses)).toEqual(straight.epochs.slice(index + 1).map(({ losses }) => losses));
    }
    expect(memoryInUse()).toEqual(before);
  });
});

it("a step over all images joins all three losses, every step is an epoch, and the last one says so", async () => {
  const { epochs } = await finish({ stepsOver: "all", graphStart: 0, maxIterations: 5, gamma: 0.2, delta: 0.3 });
  const joint = epochs.filter(({ losses }) => "graph" in losses);
  expect(joint).toHaveLength(5);
  for (const { losses } of joint)
    expect(losses.total).toBeCloseTo(losses.reconstruction + 0.2 * losses.clustering + 0.3 * losses.graph, 5);
  expect(epochs.map(({ last }) => last === true)).toEqual(epochs.map((_, i) => i === epochs.length - 1));
});

it("the graph decides by its own head, says how far the heads agree, and shows graph, edges and agreement", async () => {
  const { outcome, epochs } = await finish({
    codeSize: 8,
    pretrainEpochs: 40,
    pretrainLearningRate: 0.01,
    maxIterations: 4,
    updateInterval: 2,
    graphStart: 60,
  });
  const facts = epochs[epochs.length - 1].facts ?? {};
  expect(facts.headsDiffer).toBeLessThanOrEqual(0.2);
  expect(facts.headAgreement).toBeGreaterThan(0.5);
  expect((outcome.views ?? []).map(({ id }) => id)).toEqual(
    expect.arrayContaining(["reconstructions", "decoded-centres", "graph", "head-agreement", "edges"]),
  );
  const column = outcome.columns?.find(({ id }) => id === "headAgreement");
  expect(column?.values).toHaveLength(count);
  // Bars of three kinds: whoever sees the graph can't miss them.
  const kinds = new Set(outcome.labels?.map((label, i) => label * clusters + (i % clusters)));
  expect(kinds.size).toBe(clusters);
});

it("an abort while the graph network learns gives everything back", async () => {
  const before = memoryInUse();
  const controller = new AbortController();
  const running = finish({ stepsOver: "all", maxIterations: 1000, pretrainEpochs: 1 }, undefined, controller.signal);
  setTimeout(() => controller.abort(), 300);
  await expect(running).rejects.toThrow();
  expect(memoryInUse()).toEqual(before);
});
