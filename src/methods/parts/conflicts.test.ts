import { expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { conflictsOf, firstThresholds, lowered } from "./conflicts";

// In the published code: 3 / k and its half, less 0.9 / k, 0.9 / k, 0.27 / k, 0.081 / k and so on.
it("starts from κ / k and half of it, and lowers both in ever smaller steps", () => {
  const first = firstThresholds(3, 10);
  expect(first.beta1).toBeCloseTo(0.3, 12);
  expect(first.beta2).toBeCloseTo(0.15, 12);
  const second = lowered(first, 10);
  expect(second.beta1).toBeCloseTo(0.3 - 0.09, 12);
  expect(second.beta2).toBeCloseTo(0.15 - 0.09, 12);
  const third = lowered(second, 10);
  expect(third.beta1).toBeCloseTo(0.3 - 0.18, 12);
  expect(lowered(third, 10).beta1).toBeCloseTo(0.3 - 0.18 - 0.027, 12);
  // Never by nothing: everybody is beyond conflict in the end.
  let last = third;
  for (let i = 0; i < 60; i++) last = lowered(last, 10);
  expect(last.beta1).toBeLessThan(0);
});

it("asks no share of few clusters that none could reach", () => {
  expect(firstThresholds(3, 2).beta1).toBe(0.8);
  expect(firstThresholds(3, 2).beta2).toBe(0.4);
});

it("tells who is beyond conflict by the likeliest cluster and its margin", () => {
  const q = matrix(Float32Array.of(0.5, 0.25, 0.25, 0.25, 0.5, 0.25, 0.4, 0.35, 0.25, 0.25, 0.25, 0.5), 4, 3);
  const found = conflictsOf(q, { beta1: 0.45, beta2: 0.2 });
  expect([...found.conflicted]).toEqual([0, 0, 1, 0]);
  expect(found.count).toBe(1);
  expect(found.margins[2]).toBeCloseTo(0.05, 6);
  expect(conflictsOf(q, { beta1: 0.45, beta2: 0.25 }).count).toBe(4);
  expect(conflictsOf(q, { beta1: 0, beta2: -0.1 }).count).toBe(0);
  expect(conflictsOf(matrix(Float32Array.of(1, 1), 2, 1), { beta1: 0.8, beta2: 0.4 }).count).toBe(0);
});
