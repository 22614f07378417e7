import { beforeAll, describe, expect, it } from "vitest";
import { defaultsOf } from "../../core/hyperparameters";
import { type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { accuracy } from "../../metrics/accuracy";
import { contingencyOf } from "../../metrics/contingency";
import { memoryInUse } from "../../nn/backend";
import { startBackend } from "../../nn/testing";
import { principalComponents } from "../../numerics/principal-components";
import { goldenDigits, goldenValues } from "../../numerics/testing";
import { type InitialPartition, initialPartition, type StretchEvent } from "./initial-partition";
import { type InitialPartitionValues, initialPartitionHyperparameters } from "./initial-partition-settings";

interface Golden {
  readonly umap: readonly number[];
  readonly kmeans: number;
  readonly spectral: number;
}
/** Accuracies by umap-learn and scikit-learn; the calls are in scripts/golden/initial-partition.py. */
const golden = goldenValues<{
  readonly codes: Golden & { readonly gaussianMixture: number; readonly lowerBound: number };
  readonly pixels: Golden;
}>("initial-partition");

const inits = ["kmeans", "umap-kmeans", "gmm", "spectral"] as const;
const { points: pixels, truth } = goldenDigits();
let codes: Matrix;

beforeAll(async () => {
  await startBackend("wasm");
  codes = (await principalComponents(pixels, 10, Rng.fromSeed("components"))).scores;
});

interface Given {
  readonly clusters?: number;
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly look?: (event: StretchEvent) => void;
}

async function divide(points: Matrix, values: Partial<InitialPartitionValues>, given: Given = {}): Promise<InitialPartition> {
  const stretch = initialPartition(
    points,
    { ...defaultsOf(initialPartitionHyperparameters), ...values },
    {
      clusters: given.clusters ?? 10,
      rng: Rng.fromSeed(given.seed ?? 1),
      signal: given.signal ?? new AbortController().signal,
    },
  );
  for (;;) {
    const next = await stretch.next();
    if (next.done) return next.value;
    given.look?.(next.value);
  }
}

const accuracyOf = ({ labels }: InitialPartition) => accuracy.compute(contingencyOf(labels, truth));

describe("initialPartition", () => {
  it.each(["codes", "pixels"] as const)("by UMAP divides the digits' %s as well as umap-learn and scikit-learn", async (what) => {
    const points = what === "codes" ? codes : pixels;
    const ours: number[] = [];
    for (const seed of [1, 2, 3]) ours.push(accuracyOf(await divide(points, { init: "umap-kmeans" }, { seed })));
    const theirs = golden[what].umap;
    const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(mean(ours)).toBeGreaterThan(mean(theirs) - 0.03);
    expect(mean(ours)).toBeGreaterThan(golden[what].kmeans);
  });

  it("by k-means, spectral clustering or a mixture divides them as well as scikit-learn", async () => {
    expect(accuracyOf(await divide(codes, { init: "kmeans" }))).toBeGreaterThan(golden.codes.kmeans - 0.03);
    expect(accuracyOf(await divide(codes, { init: "spectral" }))).toBeGreaterThan(golden.codes.spectral - 0.03);
    expect(accuracyOf(await divide(codes, { init: "gmm" }))).toBeGreaterThan(golden.codes.gaussianMixture - 0.03);
  });

  it.each(inits)("by %s gives the mean code of every cluster, and repeats itself under a seed", async (init) => {
    const found = await divide(codes, { init, restarts: 3 });
    expect(found.labels).toHaveLength(300);
    for (const sure of found.confidence) expect(sure >= 0 && sure <= 1).toBe(true);
    for (let j = 0; j < 10; j++) {
      const members = Array.from(found.labels.keys()).filter((i) => found.labels[i] === j);
      expect(members.length).toBeGreaterThan(0);
      for (let c = 0; c < 10; c++) {
        const mean = members.reduce((sum, i) => sum + codes.data[i * 10 + c], 0) / members.length;
        expect(found.centres.data[j * 10 + c]).toBeCloseTo(mean, 4);
      }
    }
    expect(await divide(codes, { init, restarts: 3 })).toEqual(found);
  });

  it.each(inits)("by %s takes few codes, however many neighbours are asked for", async (init) => {
    const rng = Rng.fromSeed("few");
    for (const n of [2, 3, 5, 7]) {
      const few = matrix(
        Float32Array.from({ length: n * 4 }, (_, p) => 10 * (Math.floor(p / 4) % 2) + rng.normal()),
        n,
        4,
      );
      const { labels, centres } = await divide(few, { init, initNeighbours: 200, restarts: 2 }, { clusters: 2 });
      expect(labels).toHaveLength(n);
      expect(centres.data.every(Number.isFinite)).toBe(true);
    }
  });

  it.each(inits)("by %s copes with duplicates, and says where a cluster is empty", async (init) => {
    const same = matrix(
      Float32Array.from({ length: 120 }, (_, p) => (Math.floor(p / 4) % 2 === 0 ? 1 : 5)),
      30,
      4,
    );
    const notices: string[] = [];
    const look = (event: StretchEvent) => {
      if (event.kind === "notice") notices.push(event.message);
    };
    const { labels, centres } = await divide(same, { init, restarts: 2 }, { clusters: 3, look });
    const empty = 3 - new Set(labels).size;
    expect(notices.filter((message) => message.includes("hold no image"))).toHaveLength(empty > 0 ? 1 : 0);
    // An empty cluster starts at a code, not at the origin.
    for (const value of centres.data) expect(value).toBeGreaterThanOrEqual(1);
  });

  it.each(inits)("by %s pauses often, and ends with the reason once aborted", async (init) => {
    let steps = 0;
    await divide(codes, { init, restarts: 2 }, { look: () => steps++ });
    expect(steps).toBeGreaterThan(8);
    const before = memoryInUse();
    const abort = new AbortController();
    let seen = 0;
    const look = () => {
      if (++seen === Math.floor(steps / 2)) abort.abort(new Error("stopped by the user"));
    };
    await expect(divide(codes, { init, restarts: 2 }, { signal: abort.signal, look })).rejects.toThrow("stopped by the user");
    expect(seen).toBeLessThanOrEqual(Math.floor(steps / 2) + 2);
    expect(memoryInUse()).toEqual(before);
  });

  it("says that there are fewer images than clusters", async () => {
    await expect(divide(codes, {}, { clusters: 301 })).rejects.toThrow("fewer images (300) than clusters (301)");
  });
});
