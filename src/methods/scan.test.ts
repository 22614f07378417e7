import { beforeAll, describe, expect, it } from "vitest";
import type { Values } from "../core/hyperparameters";
import type { Outcome } from "../core/saved-state";
import { startBackend } from "../nn/testing";
import { goldenDigits } from "../numerics/testing";
import type { Figures } from "./method";
import { picturesOf, trainToEnd } from "./parts/testing";
import { scan } from "./scan";

const quick = {
  filters: [8, 16],
  batchSize: 64,
  pretrainEpochs: 20,
  neighbours: 10,
  heads: 4,
  scanPasses: 60,
  labelPasses: 10,
  labelBatchSize: 64,
  lookPasses: 10,
};

/** SCAN on 300 digits: what it ended with, and the last facts of each phase. */
async function digits(more: Values): Promise<{ outcome: Outcome; facts: Record<string, Figures> }> {
  const images = picturesOf(goldenDigits().points, 300);
  const { outcome, epochs, phaseOfEpoch } = await trainToEnd(scan, { images, clusters: 10, values: { ...quick, ...more } });
  const facts: Record<string, Figures> = {};
  for (const [i, epoch] of epochs.entries()) if (epoch.facts) facts[phaseOfEpoch[i]] = epoch.facts;
  return { outcome, facts };
}

beforeAll(async () => {
  await startBackend("wasm");
});

describe("SCAN on 300 digits", () => {
  it("keeps every cluster in use through both phases, and shows neighbours and confidence", async () => {
    const { outcome, facts } = await digits({});
    for (const phase of ["cluster", "label"]) {
      expect(facts[phase].usedClusters).toBe(10);
      expect(facts[phase].effectiveClusters).toBeGreaterThan(7);
    }
    expect(facts.cluster.lowestHeadLoss).toBeLessThanOrEqual(facts.cluster.highestHeadLoss);
    expect(facts.cluster.agreement).toBeGreaterThan(0.5);
    expect(outcome.views?.map(({ id }) => id)).toEqual(["neighbours", "confidence"]);
  });

  it("collapses without the entropy", async () => {
    const { facts } = await digits({ entropyWeight: 0, labelPasses: 0 });
    expect(facts.cluster.effectiveClusters).toBeLessThan(3);
  });
});
