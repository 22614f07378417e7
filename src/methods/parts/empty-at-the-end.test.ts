import { beforeAll, describe, expect, it } from "vitest";
import { faultOf, parseValues, type Values } from "../../core/hyperparameters";
import { Rng } from "../../core/rng";
import { startBackend } from "../../nn/testing";
import type { TrainingEvent } from "../method";
import { methods } from "../registry";
import { clusterLayout } from "./layout-clusters";

const clusters = 3;
const count = 24;
const short: Values = {
  pretrainEpochs: 1,
  filters: [2, 3],
  codeSize: 4,
  batchSize: 12,
  restarts: 2,
  init: "kmeans",
  reduction: "none",
  algorithm: "lloyd",
};

/** The warnings of a run to its end. */
async function warningsOf<State>(training: AsyncGenerator<TrainingEvent<State>>): Promise<string[]> {
  const warnings: string[] = [];
  for await (const event of training)
    if (event.kind === "notice" && event.level === "warning" && event.tellsEmpty) warnings.push(event.message);
  return warnings;
}

const emptyOnce = [expect.stringMatching(/^[12] of 3 clusters holds? images: the others came out empty\. Another seed/)];

describe("of a partition that nothing goes on to mend, an empty cluster is told once", () => {
  beforeAll(async () => {
    await startBackend("wasm");
  });

  it.each(["autoencoder-kmeans", "mfvc", "kmeans"])("by %s, of two pictures in many copies", async (id) => {
    const method = methods.find((one) => one.id === id);
    if (!method) throw new Error(`no ${id}`);
    const pixels = Float32Array.from({ length: count * 64 }, (_, p) => ((p >> (p < count * 32 ? 0 : 2)) & 1 ? 0.8 : 0.2));
    const given = Object.entries(short).filter(
      ([name, value]) => name in method.hyperparameters && faultOf(method.hyperparameters[name], value) === null,
    );
    const values = parseValues(method.hyperparameters, Object.fromEntries(given));
    const training = method.train({
      images: { shape: { count, height: 8, width: 8, channels: 1 }, pixels, paths: [], truth: null },
      codes: null,
      clusters,
      rng: Rng.fromSeed(1),
      signal: new AbortController().signal,
      resumeFrom: undefined,
      workCache: null,
      settings: () => values,
    });
    expect(await warningsOf(training)).toEqual(emptyOnce);
  });

  it.each(["gmm", "kmeans"] as const)("by N2D's and UMAP's %s, of a layout of two places", async (clusterer) => {
    const layout = Float32Array.from({ length: count * 2 }, (_, p) => (p < count ? 0 : 1));
    const training = clusterLayout({
      clusters,
      rng: Rng.fromSeed(1),
      signal: new AbortController().signal,
      resumeFrom: { layout, dimensions: 2, restart: 0, best: null },
      firstEpoch: 0,
      settings: () => ({ neighbours: 5, minDist: 0, layoutDimensions: 2, layoutEpochs: 5, clusterer, restarts: 2 }),
      points: () => Promise.reject(new Error("The layout is at hand.")),
    });
    expect(await warningsOf(training)).toEqual(emptyOnce);
  });
});
