import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { defaultsOf, type ValuesOf } from "../core/hyperparameters";
import type { PicturesView } from "../core/live-view";
import type { Matrix } from "../core/matrix";
import { softAssignment } from "../nn/layers/soft-assignment";
import { startBackend } from "../nn/testing";
import { goldenDigits } from "../numerics/testing";
import { GraphHead } from "./parts/graph-head";
import { changedShare, hardAssignment, targetDistribution } from "./parts/target-distribution";
import { runOf } from "./parts/testing";
import { vade } from "./vade";
import { vaeKmeans } from "./vae-kmeans";
import { vgdcn } from "./vgdcn";

beforeAll(async () => {
  await startBackend("wasm");
});

/** Short, on 300 drawn digits; the images of `runOf` are one row of pixels high, which a dense network does not mind. */
const network = {
  network: "dense",
  widths: [48, 32],
  codeSize: 6,
  batchSize: 50,
  pretrainEpochs: 20,
  rotation: 0,
  shift: 0,
  zoom: 0,
  restarts: 3,
  klWarmup: 4,
  updateInterval: 18,
} as const;
const values = { ...network, init: "kmeans", holdStart: 3, maxIterations: 108 } as const;
const shorter = { ...values, pretrainEpochs: 5, maxIterations: 18 } as const;

it("raises its bound and keeps all components", async () => {
  const { points } = goldenDigits();
  const { outcome, epochs } = await runOf(vade, points, values);
  const clustering = epochs.filter((event) => "elbo" in event.losses);
  const bounds = clustering.map((event) => event.losses.elbo);
  expect(bounds).toHaveLength(6);
  expect(bounds[5]).toBeGreaterThan(bounds[0] + 1);
  // What was minimised is the bound's negative once the prior has its full weight, and the terms add up to it.
  const last = clustering[5].losses;
  expect(last.total).toBeCloseTo(-last.elbo, 3);
  expect(last.reconstruction + last.mixture + last.categorical + last.entropy).toBeCloseTo(-last.elbo, 3);
  for (const event of clustering) {
    expect(event.facts?.usedClusters).toBe(10);
    expect(event.facts?.activeUnits).toBe(6);
  }
  expect(new Set(outcome.labels).size).toBe(10);
  expect(outcome.centres).toMatchObject({ rows: 10, cols: 6 });

  const views = outcome.views as readonly PicturesView[];
  expect(views.map((view) => view.id)).toEqual(["samples", "reconstructions", "decoded-centres"]);
  const [samples, , centres] = views;
  expect(samples.rows.map((row) => row.pixels.length)).toEqual(new Array(4).fill(10 * 256));
  expect([...(samples.clusters ?? [])]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(centres.rows[0].pixels).toHaveLength(10 * 256);
  // A sigmoid's pictures of ink on paper: dark and bright, and no two centres alike.
  expect(Math.max(...centres.rows[0].pixels)).toBeGreaterThan(150);
  expect(Math.min(...centres.rows[0].pixels)).toBeLessThan(50);
});

it("is what VGDCN is without its graph", async () => {
  const { points } = goldenDigits();
  const [alone, without] = [await runOf(vade, points, shorter), await runOf(vgdcn, points, { ...shorter, decides: "mixture" })];
  expect(without.outcome.labels).toEqual(alone.outcome.labels);
  expect(without.outcome.codes).toEqual(alone.outcome.codes);
});

it("refuses pixels that its cross-entropy has no bound for, and takes them as numbers with noise", async () => {
  const { points } = goldenDigits();
  const doubled = { ...points, data: points.data.map((pixel) => 2 * pixel) };
  await expect(runOf(vade, doubled, values)).rejects.toThrow("Cross-entropy needs pixels from 0 to 1");
  const { epochs } = await runOf(vade, doubled, { ...shorter, reconstruction: "gaussian" });
  expect(epochs.at(-1)?.losses.total).toSatisfy(Number.isFinite);
});

it("teaches the graph network what the mixture knows", async () => {
  const { points } = goldenDigits();
  const { outcome, epochs } = await runOf(vgdcn, points, { ...values, graphStart: 40, graphSteps: 30, maxIterations: 54 });
  const facts = epochs.flatMap((event) => (event.facts && "headsDiffer" in event.facts ? [event.facts] : []));
  expect(facts.length).toBe(4);
  expect(facts[3].graphDivergence).toBeLessThan(0.7 * facts[0].graphDivergence);
  // Of ten clusters nine tenths differ by chance; two thirds do after the first steps, .45 after these.
  expect(facts[3].headsDiffer).toBeLessThan(0.55);
  expect(outcome.columns?.map((column) => column.id)).toEqual(["headAgreement", "mixtureCluster"]);
  expect(outcome.views?.map((view) => view.kind)).toEqual(expect.arrayContaining(["pictures", "graph", "histogram", "pairs"]));
  const graph = outcome.views?.find((view) => view.kind === "graph");
  expect(graph?.starts).toHaveLength(301);
});

describe("the target of VGDCN's graph network", () => {
  afterEach(() => vi.restoreAllMocks());

  /** What the graph network was taught before anything else was trained, and what the page was told of codes and mixture then. */
  async function taught(more: Partial<ValuesOf<typeof vgdcn.hyperparameters>>) {
    const step = vi.spyOn(GraphHead.prototype, "step");
    const { points } = goldenDigits();
    const { outcome } = await runOf(vgdcn, points, { ...shorter, maxIterations: 0, graphStart: 1, ...more });
    const [{ target }] = step.mock.calls[0];
    const means = outcome.centres as Matrix;
    const mixture = outcome.columns?.find(({ id }) => id === "mixtureCluster")?.values ?? [];
    return { target, student: targetDistribution(softAssignment(outcome.codes, means, 1)), mixture: [...mixture] };
  }

  it("is sharpened Student-t of the mean codes and the mixture's means where that is asked for: eq. 3.13 and 3.14", async () => {
    const { target, student } = await taught({ targetFrom: "student" });
    expect(target).toEqual(student);
  });

  it("is otherwise of the mixture's memberships, whose likeliest clusters it mostly keeps", async () => {
    const { target, student, mixture } = await taught({});
    expect(target).not.toEqual(student);
    expect(changedShare(hardAssignment(target).labels, Int32Array.from(mixture))).toBeLessThan(0.05);
  });

  it("is Student-t in the recipes of the thesis and of its code, whose last layers differ", () => {
    const valuesOf = (id: string) => vgdcn.recipes.find((recipe) => recipe.id === id)?.values;
    expect(valuesOf("paper")).toMatchObject({ targetFrom: "student", deliverLast: false });
    expect(valuesOf("code")).toMatchObject({ targetFrom: "student", deliverLast: true });
    expect(defaultsOf(vgdcn.hyperparameters)).toMatchObject({ targetFrom: "gamma", deliverLast: true });
  });
});

it("draws the mixture's memberships to the target where that is asked for", async () => {
  const { points } = goldenDigits();
  const short = { ...shorter, holdStart: 0, maxIterations: 36 };
  const dualWith = async (dual: number) => (await runOf(vade, points, { ...short, dual })).epochs.at(-1)?.losses.dual;
  expect(await dualWith(0)).toBeUndefined();
  expect(await dualWith(30)).toBeLessThan((await dualWith(0.01)) ?? 0);
});

it("collapses without a mixture, under a strong prior", async () => {
  const { points } = goldenDigits();
  const fast = { pretrainEpochs: 5, klWarmup: 0, learningRate: 1e-2, maxIterations: 90 };
  const activeWith = async (beta: number) => {
    const { epochs, outcome } = await runOf(vaeKmeans, points, { ...network, ...fast, beta });
    expect(outcome.reason).toContain("k-means");
    expect(outcome.views?.map(({ id }) => id)).toEqual(["reconstructions", "decoded-centres", "samples"]);
    const samples = outcome.views?.[2] as PicturesView;
    expect(samples.rows.map(({ pixels }) => pixels.length)).toEqual([16 * 256]);
    return epochs.at(-1)?.facts?.activeUnits ?? -1;
  };
  expect(await activeWith(0.1)).toBe(6);
  expect(await activeWith(60)).toBeLessThan(3);
});

it("says truly where its defaults depart from the paper's constants", () => {
  const { learningRate, learningRateDecay, batchSize } = defaultsOf(vade.hyperparameters);
  const said = `steps of ${learningRate} and keeps ${learningRateDecay} of them every ten passes, in batches of ${batchSize};`;
  expect(vade.departures.some((sentence) => sentence.includes(said))).toBe(true);
  const paper = vade.recipes.find(({ id }) => id === "paper")?.values;
  expect(paper).toMatchObject({ learningRate: 0.002, learningRateDecay: 0.9, batchSize: 100 });
});
