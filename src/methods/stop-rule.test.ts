import { beforeAll, describe, expect, it } from "vitest";
import { parseValues } from "../core/hyperparameters";
import { Rng } from "../core/rng";
import { startBackend } from "../nn/testing";
import { dec } from "./dec";
import { idec } from "./idec";
import type { DeepState } from "./parts/workbench";

beforeAll(async () => {
  await startBackend("wasm");
});

type Stop = { readonly tolerance: number; readonly maxIterations: number };

/**
 * Runs on 30 grey 8 x 8 pictures of noise and returns why it ended, how often the targets were renewed, how many epochs called
 * themselves the last, and the state saved at the newest of these. `atLast` is set at the first of them.
 */
async function run(method: typeof dec | typeof idec, stop: Stop, atLast: Partial<Stop> = {}, resumeFrom?: DeepState) {
  const rng = Rng.fromSeed("noise");
  const few = {
    pretrainEpochs: 1,
    filters: [2],
    codeSize: 3,
    batchSize: 10,
    restarts: 1,
    updateInterval: 3,
  };
  let values = parseValues(method.hyperparameters, { ...few, ...stop });
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
    resumeFrom,
    workCache: null,
    settings: () => values as never,
  });
  let [updates, lasts] = [0, 0];
  let saved: DeepState | undefined;
  for (;;) {
    const next = await training.next();
    if (next.done) return { reason: next.value.reason, updates, lasts, saved };
    if (next.value.kind !== "epoch") continue;
    if (next.value.facts?.confidence !== undefined) updates += 1;
    if (!next.value.last) continue;
    lasts += 1;
    saved = structuredClone(await next.value.save());
    if (lasts === 1) values = { ...values, ...atLast };
  }
}

const settledAt = (percent: number) => `Settled: fewer than ${percent} % of the images changed cluster since the last update.`;

describe.each([dec, idec])("$id", (method) => {
  it("stops at the first update that changes fewer labels than the tolerance", async () => {
    // The first update has nothing to compare with; at the second every share is below 1.
    const ended = await run(method, { tolerance: 1, maxIterations: 1000 });
    expect(ended).toMatchObject({ reason: settledAt(100), updates: 2, lasts: 1 });
  });

  it("stops after the steps it was given, the last update included", async () => {
    const ended = await run(method, { tolerance: 0, maxIterations: 7 });
    expect(ended).toMatchObject({ reason: "All 7 steps are done.", updates: 4, lasts: 1 });
  });

  it("without a step gives the start's own clusters", async () => {
    const ended = await run(method, { tolerance: 0, maxIterations: 0 });
    expect(ended).toMatchObject({ reason: "All 0 steps are done.", updates: 1, lasts: 1 });
  });

  it("goes on from its last update where a setting is changed there, or by the run that resumes it", async () => {
    const all = "All 9 steps are done.";
    const settled = await run(method, { tolerance: 1, maxIterations: 9 }, { tolerance: 0 });
    expect(settled).toMatchObject({ reason: all, updates: 4, lasts: 2 });
    const more = await run(method, { tolerance: 0, maxIterations: 3 }, { maxIterations: 9 });
    expect(more).toMatchObject({ reason: all, updates: 4, lasts: 2 });
    const { saved } = await run(method, { tolerance: 1, maxIterations: 9 });
    const resumed = await run(method, { tolerance: 0, maxIterations: 9 }, {}, saved);
    expect(resumed).toMatchObject({ reason: all, updates: 2, lasts: 1 });
    const again = await run(method, { tolerance: 1, maxIterations: 9 }, {}, saved);
    expect(again).toMatchObject({ reason: settledAt(100), updates: 0 });
  });
});
