import { expect, test } from "vitest";
import { scaledFeatures } from "./scaled-features";

test("columns lose their mean, and all are divided by one number", () => {
  const { vectors } = scaledFeatures({ data: Float32Array.of(1, 100, 3, 104, 5, 108), rows: 3, cols: 2 });
  // Variances 8/3 and 32/3, their mean 20/3.
  const s = Math.sqrt(20 / 3);
  for (const [i, value] of [-2, -4, 0, 0, 2, 4].entries()) expect(vectors.data[i]).toBeCloseTo(value / s, 6);
});

test("equal rows become zeros", () => {
  const { vectors, constant } = scaledFeatures({ data: Float32Array.of(0.1, 7, 0.1, 7, 0.1, 7), rows: 3, cols: 2 });
  expect(Array.from(vectors.data)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(constant).toBe(2);
});

test("a large column that never changes takes nothing from the others", () => {
  const { vectors, constant } = scaledFeatures({ data: Float32Array.of(1e30, 1, 1e30, 3, 1e30, 5), rows: 3, cols: 2 });
  expect(constant).toBe(1);
  const s = Math.sqrt(4 / 3);
  for (const [i, value] of [0, -2, 0, 0, 0, 2].entries()) expect(vectors.data[i]).toBeCloseTo(value / s, 6);
});
