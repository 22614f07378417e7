import { beforeAll, describe, expect, it } from "vitest";
import { parseValues, type Values } from "../core/hyperparameters";
import { Rng } from "../core/rng";
import type { Outcome } from "../core/saved-state";
import { startBackend } from "../nn/testing";
import { goldenDigits } from "../numerics/testing";
import type { Figures } from "./method";
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
  const values = parseValues(scan.hyperparameters, { ...quick, ...more });
  const training = scan.train({
    images: {
      shape: { count: 300, height: 16, width: 16, channels: 1 },
      pixels: goldenDigits().points.data,
      paths: [],
      truth: null,
    },
    codes: null,
    clusters: 10,
    rng: Rng.fromSeed(1),
    signal: new AbortController().signal,
    resumeFrom: undefined,
    workCache: null,
    settings: () => values,
  });
  const facts: Record<string, Figures> = {};
  let phase = "";
  for (;;) {
    const next = await training.next();
    if (next.done) return { outcome: next.value, facts };
    if (next.value.kind === "phase") phase = next.value.phase;
    if (next.value.kind === "epoch" && next.value.facts) facts[phase] = next.value.facts;
  }
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
