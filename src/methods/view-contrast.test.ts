import { beforeAll, describe, expect, it } from "vitest";
import type { Values } from "../core/hyperparameters";
import { memoryInUse } from "../nn/backend";
import { startBackend } from "../nn/testing";
import { goldenDigits } from "../numerics/testing";
import { cc } from "./cc";
import { iic } from "./iic";
import type { Method } from "./method";
import { picturesOf, trainToEnd } from "./parts/testing";
import { pica } from "./pica";
import { simclrKmeans } from "./simclr-kmeans";

const { points } = goldenDigits();
const [n, k] = [120, 10];

const runOf = (method: Method, values: Values) =>
  trainToEnd(method, { images: picturesOf(points, n), clusters: k, values, seed: 3 });

const small: Values = { filters: [4, 8], codeSize: 6, batchSize: 60, pretrainEpochs: 4 };
const methods = { cc, iic, pica } as unknown as Readonly<Record<string, Method>>;

beforeAll(async () => {
  await startBackend("wasm");
});

describe.each(Object.keys(methods))("%s", (id) => {
  const method = methods[id];
  const heads: Values = { ...small, updateInterval: 10, maxIterations: 40, tolerance: 0, contrastWeight: 1 };

  it("lowers its loss, draws two views of a picture together, and shows clusters by clusters", async () => {
    const before = memoryInUse();
    const { outcome, epochs, phases } = await runOf(method, heads);
    expect(phases).toEqual(["pretrain", "cluster"]);
    const looks = epochs.filter(({ facts }) => facts?.sameCosine !== undefined);
    expect(looks.at(-1)?.losses.total).toBeLessThan(looks[1].losses.total);
    expect(looks.at(-1)?.losses.reconstruction).toBeGreaterThan(0);
    const { sameCosine = 0, otherCosine = 0 } = looks.at(-1)?.facts ?? {};
    expect(sameCosine).toBeGreaterThan(otherCosine);
    const table = outcome.views?.find((view) => view.kind === "matrix");
    expect(table).toMatchObject({ rows: k, cols: k });
    expect(outcome.views?.some((view) => view.kind === "pictures")).toBe(true);
    expect(memoryInUse()).toEqual(before);
  }, 30_000);

  it("starts from random weights, without a decoder", async () => {
    const paper = method.recipes.find((recipe) => recipe.id === "paper")?.values ?? {};
    const { outcome, epochs, phases } = await runOf(method, { ...heads, ...paper, ...small, maxIterations: 10 });
    expect(phases).toEqual(["cluster"]);
    expect(epochs.at(-1)?.losses).not.toHaveProperty("reconstruction");
    expect(outcome.views?.some((view) => view.kind === "pictures")).toBe(false);
  }, 30_000);
});

describe("simclr-kmeans", () => {
  const method = simclrKmeans as unknown as Method;

  it("finds copies of a picture again the better the longer it compares", async () => {
    const values = { ...small, contrastEpochs: 8, contrastLearningRate: 2e-3, contrastWeight: 1, init: "kmeans" };
    const { epochs, phases, phaseOfEpoch } = await runOf(method, values);
    expect(phases).toEqual(["pretrain", "pretrain-contrast", "cluster"]);
    const contrast = epochs.filter((_, i) => phaseOfEpoch[i] === "pretrain-contrast");
    expect(contrast.at(-1)?.losses.contrast).toBeLessThan(0.95 * contrast[1].losses.contrast);
    expect((contrast.at(-1)?.facts?.sameCosine ?? 0) - (contrast.at(-1)?.facts?.otherCosine ?? 1)).toBeGreaterThan(0.2);
  }, 30_000);

  it("compares from random weights, where it is told to", async () => {
    const values = { ...small, start: "scratch", keepDecoder: false, contrastEpochs: 2, init: "kmeans" };
    const { epochs, phases } = await runOf(method, values);
    expect(phases).toEqual(["pretrain-contrast", "cluster"]);
    expect(epochs[1].losses).not.toHaveProperty("reconstruction");
  }, 30_000);
});
