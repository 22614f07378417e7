import { beforeAll, describe, expect, it } from "vitest";
import { parseValues } from "../core/hyperparameters";
import { Rng } from "../core/rng";
import { startBackend } from "../nn/testing";
import { dec } from "./dec";
import { idec } from "./idec";

beforeAll(async () => {
  await startBackend("wasm");
});

/** Runs on 30 grey 8 x 8 pictures of noise and returns why it ended and how often the targets were renewed. */
async function run(method: typeof dec | typeof idec, stop: { tolerance: number; maxIterations: number }) {
  const rng = Rng.fromSeed("noise");
  const few = {
    pretrainEpochs: 1,
    filters: [2],
    codeSize: 3,
    batchSize: 10,
    restarts: 1,
    updateInterval: 3,
  };
  const values = parseValues(method.hyperparameters, { ...few, ...stop });
  const training = method.train({
    codes: null,
    images: {
      shape: { count: 30, height: 8, width: 8, channels: 1 },
      pixels: Float32Array.from({ length: 30 * 64 }, () => rng.uniform()),
      paths: Array.from({ length: 30 }, (_, i) => String(i)),
      truth: null,
    },
    clusters: 3,
    rng: Rng.fromSeed(1),
    signal: new AbortController().signal,
    resumeFrom: undefined,
    workCache: null,
    settings: () => values as never,
  });
  let updates = 0;
  for (;;) {
    const next = await training.next();
    if (next.done) return { reason: next.value.reason, updates };
    if (next.value.kind === "epoch" && next.value.facts?.confidence !== undefined) updates += 1;
  }
}

describe.each([dec, idec])("$id", (method) => {
  it("stops at the first update that changes fewer labels than the tolerance", async () => {
    // The first update has nothing to compare with; at the second every share is below 1.
    expect(await run(method, { tolerance: 1, maxIterations: 1000 })).toEqual({
      reason: "Settled: fewer than 100 % of the images changed cluster since the last update.",
      updates: 2,
    });
  });

  it("stops after the steps it was given, the last update included", async () => {
    expect(await run(method, { tolerance: 0, maxIterations: 7 })).toEqual({ reason: "All 7 steps are done.", updates: 4 });
  });

  it("without a step gives the start's own clusters", async () => {
    expect(await run(method, { tolerance: 0, maxIterations: 0 })).toEqual({ reason: "All 0 steps are done.", updates: 1 });
  });
});
