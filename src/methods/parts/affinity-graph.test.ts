import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../../nn/backend";
import { relativeError, startBackend } from "../../nn/testing";
import { goldenValues } from "../../numerics/testing";
import { affinityGraph, edgesOf } from "./affinity-graph";
import { affinitySample, affinityView } from "./affinity-view";
import { batchEdges } from "./batch-edges";
import { similarityFeatures } from "./pair-similarity";
import { selfExpression } from "./self-expression";

interface Golden {
  readonly rows: number;
  readonly cols: number;
  readonly ridge: number;
  readonly features: number[];
  readonly absolute: number[];
  readonly strongest: number[];
}

/** Made by numpy; the calls stand in scripts/golden/self-expression.py. */
const golden = goldenValues<readonly Golden[]>("self-expression");
const signal = new AbortController().signal;

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  let before: unknown;
  beforeAll(async () => {
    await startBackend(backend);
  });
  beforeEach(() => {
    before = memoryInUse();
  });
  afterEach(() => expect(memoryInUse()).toEqual(before));

  it.each(golden)("self-expression of $rows images by $cols features with ρ $ridge is numpy's", async (case_) => {
    const { rows, cols, ridge, features, absolute, strongest } = case_;
    const all = Int32Array.from({ length: rows }, (_, i) => i);
    const options = { by: "self-expression", neighbours: 3, ridge, signal } as const;
    const found = await affinityGraph(matrix(Float32Array.from(features), rows, cols), all, options);
    expect(relativeError(Array.from(found.sample), absolute)).toBeLessThan(1e-4);
    expect(Array.from(found.indices)).toEqual(strongest);
  });
});

describe("self-expression of many images with many features", () => {
  /** 90 rows of 70 values that lie in six directions, of length 1. */
  const few = Rng.fromSeed("six directions");
  const numbers = (length: number) => Float32Array.from({ length }, () => few.normal());
  const [places, directions] = [numbers(90 * 6), numbers(6 * 70)];
  const points = similarityFeatures(
    matrix(
      Float32Array.from({ length: 90 * 70 }, (_, at) => {
        const [i, c] = [Math.floor(at / 70), at % 70];
        let sum = 0;
        for (let d = 0; d < 6; d++) sum += places[i * 6 + d] * directions[d * 70 + c];
        return sum;
      }),
      90,
      70,
    ),
    "cosine",
  );
  const giveWay = () => Promise.resolve();
  const tableOf = ({ rows: { data, cols }, factor }: Awaited<ReturnType<typeof selfExpression>>) =>
    Array.from({ length: 90 * 90 }, (_, at) => {
      const [i, j] = [Math.floor(at / 90), at % 90];
      let sum = 0;
      for (let c = 0; i !== j && c < cols; c++) sum += data[i * cols + c] * data[j * cols + c];
      return factor * Math.abs(sum);
    });

  it("goes by landmarks, which lose nothing where they span all others, and hold no table of pairs", async () => {
    const before = memoryInUse();
    const exact = await selfExpression(points, 0.5, giveWay);
    const seen = await selfExpression(points, 0.5, giveWay, { exactUpTo: 60, landmarks: 20 });
    expect(exact.rows.cols).toBe(70);
    expect(seen.rows).toMatchObject({ rows: 90, cols: 20 });
    expect(relativeError(tableOf(seen), tableOf(exact))).toBeLessThan(1e-3);
    // Fewer landmarks than directions do lose something.
    const poor = await selfExpression(points, 0.5, giveWay, { exactUpTo: 60, landmarks: 4 });
    expect(relativeError(tableOf(poor), tableOf(exact))).toBeGreaterThan(0.1);
    expect(memoryInUse()).toEqual(before);
  });

  it("is exact for many images with few features, and for few images", async () => {
    for (const limits of [
      { exactUpTo: 70, landmarks: 4 },
      { exactUpTo: 89, landmarks: 4 },
    ])
      expect((await selfExpression(points, 0.5, giveWay, limits)).rows.cols).toBe(70);
  });
});

describe("the graph of neighbours", () => {
  const rng = Rng.fromSeed("affinities");
  const points = similarityFeatures(
    matrix(
      Float32Array.from({ length: 80 }, () => rng.normal()),
      20,
      4,
    ),
    "cosine",
  );
  const cosine = (i: number, j: number) => {
    let sum = 0;
    for (let c = 0; c < 4; c++) sum += points.data[i * 4 + c] * points.data[j * 4 + c];
    return sum;
  };
  const options = { by: "neighbours", neighbours: 3, ridge: 1, signal } as const;

  it("gives each image those of the largest |C| + |Cᵀ|", async () => {
    const { k, indices } = await affinityGraph(points, Int32Array.of(0), options);
    expect(k).toBe(3);
    const near = (i: number) =>
      Array.from({ length: 20 }, (_, j) => j)
        .filter((j) => j !== i)
        .sort((a, b) => cosine(i, b) - cosine(i, a))
        .slice(0, 3);
    for (let i = 0; i < 20; i++) {
      const weight = (j: number) => ((near(i).includes(j) ? 1 : 0) + (near(j).includes(i) ? 1 : 0)) * Math.max(0, cosine(i, j));
      const best = Array.from({ length: 20 }, (_, j) => j)
        .filter((j) => j !== i)
        .sort((a, b) => weight(b) - weight(a))
        .slice(0, 3);
      expect(new Set(indices.subarray(i * 3, i * 3 + 3))).toEqual(new Set(best));
    }
  });

  it("is whole where there are few images, and empty for one", async () => {
    const two = await affinityGraph(matrix(points.data.slice(0, 8), 2, 4), Int32Array.of(0, 1), options);
    expect(two).toMatchObject({ k: 1, indices: Int32Array.of(1, 0) });
    const one = await affinityGraph(matrix(points.data.slice(0, 4), 1, 4), Int32Array.of(0), options);
    expect(one).toEqual({ k: 0, indices: new Int32Array(0), sample: new Float32Array(1) });
    expect((await edgesOf(one, 1)).columns).toHaveLength(0);
  });

  it("is shown in the order of clusters", () => {
    const sample = affinitySample(4);
    expect(sample).toEqual(Int32Array.of(0, 1, 2, 3));
    const table = Float32Array.from({ length: 16 }, (_, p) => (p % 5 === 0 ? 0 : p));
    const view = affinityView(table, sample, Int32Array.of(1, 0, 1, 0));
    expect(view.clusters).toEqual(Int32Array.of(0, 0, 1, 1));
    // Images 1 and 3 stand first.
    expect(view.values[1]).toBe(table[1 * 4 + 3]);
    expect(view.values[2]).toBe(table[1 * 4 + 0]);
  });
});

describe("edges within a batch", () => {
  // 0 - 1, 1 - 2
  const graph = { starts: Int32Array.of(0, 1, 3, 4, 4), columns: Int32Array.of(1, 0, 2, 1) };

  it("join neighbours and places of one image, never a place with itself", () => {
    expect(Array.from(batchEdges(graph, Int32Array.of(0, 1, 3, 0)))).toEqual([0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0]);
  });

  it("join an image with the neighbour beside it even where only the other end chose it", () => {
    const oneSided = { starts: Int32Array.of(0, 1, 1), columns: Int32Array.of(1) };
    expect(Array.from(batchEdges(oneSided, Int32Array.of(1, 0)))).toEqual([0, 1, 1, 0]);
  });
});
