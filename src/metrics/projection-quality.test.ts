import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import { goldenDigits, goldenValues } from "../numerics/testing";
import { projectionQuality } from "./projection-quality";
import { countedTurns, momentsOf } from "./testing";

const golden = goldenValues<{ quality: { k: number; trustworthiness: number; continuity: number }[] }>("scores").quality;
const { points } = goldenDigits();

const of = (codes: Float32Array, cols: number, layout: Float32Array, options: { k?: number; most?: number } = {}) =>
  projectionQuality(matrix(codes, codes.length / cols, cols), layout, {
    rng: Rng.fromSeed(1),
    ...options,
    ...countedTurns(),
  });

/** The definition, point by point. */
function byDefinition(from: readonly number[][], to: readonly number[][], k: number): number {
  const n = from.length;
  const order = (points: readonly number[][], i: number) => {
    const distance = (j: number) => points[i].reduce((sum, x, p) => sum + (x - points[j][p]) ** 2, 0);
    return [...points.keys()].filter((j) => j !== i).sort((a, b) => distance(a) - distance(b) || a - b);
  };
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const ranked = order(from, i);
    for (const j of order(to, i).slice(0, k)) sum += Math.max(0, ranked.indexOf(j) + 1 - k);
  }
  return 1 - (2 / (n * k * (2 * n - 3 * k - 1))) * sum;
}

// scripts/golden/scores.py: trustworthiness(points, layout, n_neighbors=k), and trustworthiness(layout, points, n_neighbors=k).
test.each(golden.map((entry) => [entry.k, entry] as const))("scikit-learn's with %i neighbours", async (k, expected) => {
  const quality = await of(points.data, 256, momentsOf(points).data, { k });
  expect(quality.k).toBe(k);
  expect(quality.sampled).toBeNull();
  expect(Math.abs(quality.trustworthiness - expected.trustworthiness)).toBeLessThan(1e-9);
  expect(Math.abs(quality.continuity - expected.continuity)).toBeLessThan(1e-9);
});

test("is the definition, ties by index", async () => {
  const places = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 5, maxLength: 5 }), {
    minLength: 3,
    maxLength: 25,
  });
  await fc.assert(
    fc.asyncProperty(places, fc.integer({ min: 1, max: 20 }), async (drawn, wanted) => {
      const codes = drawn.map((place) => place.slice(0, 3));
      const layout = drawn.map((place) => place.slice(3));
      const { k, trustworthiness, continuity } = await of(Float32Array.from(codes.flat()), 3, Float32Array.from(layout.flat()), {
        k: wanted,
      });
      expect(k).toBeLessThan(drawn.length / 2);
      expect(trustworthiness).toBeCloseTo(byDefinition(codes, layout, k), 10);
      expect(continuity).toBeCloseTo(byDefinition(layout, codes, k), 10);
    }),
    { numRuns: 60 },
  );
});

describe("degenerate cases", () => {
  test("a map that is the codes themselves, turned, is perfect", async () => {
    const rng = Rng.fromSeed(3);
    const codes = Float32Array.from({ length: 400 }, () => rng.normal());
    const turned = codes.map((_, p) => (p & 1 ? -codes[p - 1] : codes[p + 1]));
    expect(await of(codes, 2, turned)).toEqual({ k: 15, trustworthiness: 1, continuity: 1, sampled: null });
  });
  test("fewer neighbours for few points, none for two", async () => {
    expect((await of(Float32Array.of(0, 1, 2, 4, 8), 1, new Float32Array(10))).k).toBe(2);
    expect(await of(Float32Array.of(0, 1), 1, new Float32Array(4))).toEqual({
      k: 0,
      trustworthiness: Number.NaN,
      continuity: Number.NaN,
      sampled: null,
    });
  });
  test("codes that are not numbers", async () => {
    const quality = await of(
      new Float32Array(40).fill(Number.NaN),
      1,
      Float32Array.from({ length: 80 }, (_, p) => p),
    );
    expect([quality.trustworthiness, quality.continuity]).toEqual([Number.NaN, Number.NaN]);
  });
  test("lengths must agree", async () => {
    await expect(of(new Float32Array(6), 2, new Float32Array(4))).rejects.toThrow("3 codes need a layout of 6 numbers, got 4");
  });
});

describe("a sample", () => {
  test("is near the whole, and said", async () => {
    const layout = momentsOf(points).data;
    const whole = await of(points.data, 256, layout);
    const sample = await of(points.data, 256, layout, { most: 150 });
    expect(sample.sampled).toBe(150);
    expect(Math.abs(sample.trustworthiness - whole.trustworthiness)).toBeLessThan(0.03);
    expect(Math.abs(sample.continuity - whole.continuity)).toBeLessThan(0.03);
    expect(await of(points.data, 256, layout, { most: 150 })).toEqual(sample);
  });
  test("of nearly all differs by little", async () => {
    const layout = momentsOf(points).data;
    const whole = await of(points.data, 256, layout);
    const sample = await of(points.data, 256, layout, { most: 297 });
    expect(sample.sampled).toBe(297);
    expect(Math.abs(sample.trustworthiness - whole.trustworthiness)).toBeLessThan(0.005);
  });
});

test("gives up the thread, and stops when told", async () => {
  const layout = momentsOf(points).data;
  const turns = countedTurns();
  await projectionQuality(points, layout, { rng: Rng.fromSeed(1), ...turns });
  expect(turns.count()).toBeGreaterThan(3);
  await expect(projectionQuality(points, layout, { rng: Rng.fromSeed(1), ...countedTurns(2) })).rejects.toThrow(
    "stopped at turn 2",
  );
});
