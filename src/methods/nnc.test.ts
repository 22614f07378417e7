import { beforeAll, describe, expect, it } from "vitest";
import type { Values } from "../core/hyperparameters";
import { memoryInUse } from "../nn/backend";
import { startBackend } from "../nn/testing";
import { goldenDigits } from "../numerics/testing";
import { nnc } from "./nnc";
import { picturesOf, trainToEnd } from "./parts/testing";
import type { DeepState } from "./parts/workbench";

const { points } = goldenDigits();
const [n, k] = [120, 10];

const runOf = (values: Values, resumeFrom?: DeepState, clusters = k) =>
  trainToEnd(nnc, { images: picturesOf(points, n), clusters, values, seed: 3, resumeFrom });

/** A small network after little pretraining: a weak start. */
const small: Values = {
  filters: [4, 8],
  codeSize: 6,
  batchSize: 40,
  pretrainEpochs: 2,
  restarts: 3,
  init: "kmeans",
  updateInterval: 2,
  maxIterations: 6,
  tolerance: 0,
};
const recipe = (id: string): Values => nnc.recipes.find((one) => one.id === id)?.values ?? {};

beforeAll(async () => {
  await startBackend("wasm");
});

/** What a run is judged by. */
const traceOf = ({ outcome, epochs }: Awaited<ReturnType<typeof runOf>>) => ({
  outcome,
  losses: epochs.map((epoch) => epoch.losses),
  facts: epochs.map((epoch) => epoch.facts),
});

describe("NNC", () => {
  it("warns when the paper's weights run the clusters of a weak start into one another", async () => {
    const start = { ...small, pretrainEpochs: 12, updateInterval: 20, maxIterations: 20 };
    const { epochs, notices } = await runOf({ ...recipe("paper"), ...start, network: "convolutional" });
    expect(epochs.at(-1)?.facts?.usedClusters).toBeLessThan(k / 2);
    expect(notices.join(" ")).toMatch(/clusters holds? images/);
  }, 20_000);

  it.each<[string, Values]>([
    [
      "neighbours of the moment, several, both moving, with every term",
      {
        neighbourSource: "embedding",
        neighbours: 3,
        neighbourRefresh: 2,
        stopGradient: false,
        stabilityReading: "mean-and-variance",
        klWeight: 0.5,
        balanceWeight: 0.2,
        reconstructionWeight: 1,
      },
    ],
    [
      "neighbours among pixels, a fixed threshold, batch normalisation",
      { neighbourSource: "pixels", threshold: "fixed", network: "pooled" },
    ],
    ["nothing but neighbours", recipe("neighbour-only")],
  ])("resumes where it was: %s", async (_, values) => {
    const before = memoryInUse();
    const straight = await runOf({ ...small, pooledFilters: [2, 4], ...values });
    for (const [at, state] of straight.saved.entries()) {
      if (state.phase === "pretrain") continue;
      const resumed = await runOf({ ...small, pooledFilters: [2, 4], ...values }, state);
      expect(resumed.outcome).toEqual(straight.outcome);
      expect(traceOf(resumed).losses).toEqual(traceOf(straight).losses.slice(at + 1));
      expect(traceOf(resumed).facts).toEqual(traceOf(straight).facts.slice(at + 1));
    }
    expect(memoryInUse()).toEqual(before);
  });

  it("shows neighbours with their agreement, and the assignments with the threshold between them", async () => {
    const { outcome, epochs } = await runOf(small);
    expect(outcome.columns?.map((column) => column.id)).toEqual(["stability", "agreement"]);
    const [assignments, neighbours] = outcome.views ?? [];
    if (assignments?.kind !== "histogram" || neighbours?.kind !== "pairs") throw new Error("not the views that were expected");
    expect(assignments.counts.reduce((sum, count) => sum + count, 0)).toBe(n * k);
    expect(assignments.marks.map((mark) => mark.value)).toEqual([epochs.at(-1)?.facts?.otsu, 1 / k]);
    expect(neighbours.pairs).toHaveLength(48);
    expect(neighbours.meanAgreement).toBe(epochs.at(-1)?.facts?.agreement);
    expect([...neighbours.agreement]).toEqual([...neighbours.agreement].sort((a, b) => a - b));
    for (let p = 0; p < 24; p++) expect(neighbours.pairs[2 * p]).not.toBe(neighbours.pairs[2 * p + 1]);
  });

  it.each([5, 20])("weighs balance by the number of clusters: %d", async (clusters) => {
    const { epochs } = await runOf({ ...small, balanceWeight: 0.2, neighbourWeight: 0.03 }, undefined, clusters);
    const { total, stability, consistency, balance } = epochs.at(-1)?.losses ?? {};
    expect(balance).toBeLessThan(-1);
    expect(total).toBeCloseTo(stability + 0.03 * consistency + 0.2 * (clusters > 10 ? clusters / 10 : 1) * balance, 4);
  });

  it("refuses to train for nothing", async () => {
    const values = { ...small, pretrainEpochs: 1, neighbourWeight: 0, stabilityWeight: 0 };
    await expect(runOf(values)).rejects.toThrow("Every weight is zero");
  });
});
