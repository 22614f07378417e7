import { describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { nearestNeighbours } from "../../nn/nearest-neighbours";
import { startBackend } from "../../nn/testing";
import { neighbourGraph } from "../../numerics/sparse-matrix";
import { goldenDigits, goldenValues } from "../../numerics/testing";
import { type FactorOptions, type Factors, factorise } from "./nonnegative-factors";
import { startFactors } from "./nonnegative-start";

interface Summary {
  readonly loss: number;
  readonly iterations: number;
  readonly w: number[];
  readonly h: number[];
  readonly sums: number[];
}

// scripts/golden/nmf.py: NMF(6, init="custom", solver=..., tol=1e-4, max_iter=...).fit_transform(points, W=w, H=h), and the rest.
type Topic = "cd 200" | "cd 3" | "mu 200" | "nndsvd" | "nndsvda";
const golden = goldenValues<Record<Topic, Summary> & { readonly gnmf: Summary & { readonly losses: number[] } }>("nmf");
const { points } = goldenDigits();
const [n, d, k] = [300, 256, 6];

function start(): Factors {
  return {
    w: Float64Array.from({ length: n * k }, (_, p) => (((Math.floor(p / k) * 7 + (p % k) * 13) % 11) + 1) / 16),
    h: Float64Array.from({ length: k * d }, (_, p) => ((((p % d) * 5 + Math.floor(p / d) * 3) % 7) + 1) / 16),
  };
}

function expectFactors({ w, h }: Factors, summary: Summary, digits: number): void {
  const near = (got: ArrayLike<number>, expected: readonly number[]) => {
    expect(got).toHaveLength(expected.length);
    expected.forEach((value, i) => {
      expect(got[i], `value ${i}`).toBeCloseTo(value, digits);
    });
  };
  near(
    w.filter((_, p) => Math.floor(p / k) % 60 === 0),
    summary.w,
  );
  near(
    h.filter((_, p) => (p % d) % 60 === 0),
    summary.h,
  );
  const sums = new Float64Array(2 * k);
  w.forEach((value, p) => {
    sums[p % k] += value;
  });
  h.forEach((value, p) => {
    sums[k + Math.floor(p / d)] += value;
  });
  near(sums, summary.sums);
}

function squaredError(data: Matrix, { w, h }: Factors, parts: number): number {
  let sum = 0;
  data.data.forEach((value, p) => {
    let product = 0;
    for (let j = 0; j < parts; j++) product += w[Math.floor(p / data.cols) * parts + j] * h[j * data.cols + (p % data.cols)];
    sum += (value - product) ** 2;
  });
  return sum;
}

const plain: FactorOptions = { solver: "cd", tolerance: 1e-4, maxIterations: 200 };

describe("factorise", () => {
  it.each([
    ["cd", 200, 6],
    ["cd", 3, 9],
    ["mu", 200, 6],
  ] as const)("by %s in at most %i iterations agrees with scikit-learn", async (solver, maxIterations, digits) => {
    const given = start();
    const found = await factorise(points, given, { ...plain, solver, maxIterations });
    const expected = golden[`${solver} ${maxIterations}` as Topic];
    expect(found.losses).toHaveLength(expected.iterations);
    expect(found.losses[found.losses.length - 1]).toBeCloseTo(expected.loss, digits - 1);
    expect(squaredError(points, found, k) / 2).toBeCloseTo(expected.loss, digits - 2);
    expectFactors(found, expected, digits);
    expect(given).toEqual(start());
  });

  it("along a graph follows Cai et al., and never loses", async () => {
    await startBackend("wasm");
    const found = await nearestNeighbours(points, 5, { metric: "euclidean" });
    const edges = await neighbourGraph({ k: found.k, indices: found.indices }, n, "either");
    const graph = { edges, lambda: 2 };
    const fit = await factorise(points, start(), { solver: "mu", graph, tolerance: 0, maxIterations: 20 });
    golden.gnmf.losses.forEach((loss, i) => {
      expect(fit.losses[i] / loss).toBeCloseTo(1, 9);
      if (i > 0) expect(fit.losses[i]).toBeLessThanOrEqual(fit.losses[i - 1]);
    });
    expectFactors(fit, golden.gnmf, 8);
  });

  it("finds factors that exist, and keeps zeros out of trouble", async () => {
    const [w, h] = [
      [1, 0, 0, 2, 1, 1, 3, 0],
      [1, 2, 0, 0, 0, 1, 3, 0],
    ];
    // The last column of X and of H is 0.
    const product = matrix(
      Float32Array.from({ length: 16 }, (_, p) => {
        const [i, c] = [p >> 2, p & 3];
        return w[2 * i] * h[c] + w[2 * i + 1] * h[4 + c];
      }),
      4,
      4,
    );
    for (const solver of ["cd", "mu"] as const) {
      const from = await startFactors(product, 2, "random", Rng.fromSeed(1));
      const fit = await factorise(product, from, { solver, tolerance: 0, maxIterations: 3000 });
      expect(Math.sqrt(squaredError(product, fit, 2))).toBeLessThan(3e-3);
      expect([...fit.w, ...fit.h].every((value) => value >= 0)).toBe(true);
    }
    const nothing = await factorise(matrix(new Float32Array(6), 2, 3), { w: new Float64Array(4), h: new Float64Array(6) }, plain);
    expect([...nothing.w, ...nothing.h, ...nothing.losses].every((value) => value === 0)).toBe(true);
    expect(nothing.converged).toBe(true);
  });
});

describe("startFactors", () => {
  it.each(["nndsvd", "nndsvda"] as const)("%s is that of scikit-learn on the exact decomposition", async (init) => {
    // Its signs are free, and no half is chosen by a hair here.
    expectFactors(await startFactors(points, k, init, Rng.fromSeed(1)), golden[init], 5);
  });

  it("at random repeats itself, has the right magnitude and nothing negative", async () => {
    const rng = Rng.fromSeed(7);
    const { w, h } = await startFactors(points, 40, "random", rng);
    expect(await startFactors(points, 40, "random", rng)).toEqual({ w, h });
    const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
    // |N(0, 1)| has the mean sqrt(2 / pi).
    expect(mean(w) / Math.sqrt((mean(points.data) / 40) * (2 / Math.PI))).toBeCloseTo(1, 1);
    expect(Math.min(...w, ...h)).toBeGreaterThanOrEqual(0);
  });

  it("takes images of one colour", async () => {
    const { w, h } = await startFactors(matrix(new Float32Array(12).fill(0.5), 4, 3), 2, "nndsvd", Rng.fromSeed(1));
    expect([...w, ...h].every(Number.isFinite)).toBe(true);
    for (let i = 0; i < 4; i++) expect(w[2 * i] * h[0]).toBeCloseTo(0.5, 6);
    const black = await startFactors(matrix(new Float32Array(12), 4, 3), 2, "nndsvda", Rng.fromSeed(1));
    expect([...black.w, ...black.h].every((value) => value === 0)).toBe(true);
  });
});
