import { expect, test } from "vitest";
import { scaledFeatures } from "./scaled-features";

test("columns lose their mean, and all are divided by one number", () => {
  const { data } = scaledFeatures({ data: Float32Array.of(1, 100, 3, 104, 5, 108), rows: 3, cols: 2 });
  // Variances 8/3 and 32/3, their mean 20/3.
  const s = Math.sqrt(20 / 3);
  for (const [i, value] of [-2, -4, 0, 0, 2, 4].entries()) expect(data[i]).toBeCloseTo(value / s, 6);
});

test("equal rows become zeros", () => {
  const { data } = scaledFeatures({ data: Float32Array.of(0.1, 7, 0.1, 7, 0.1, 7), rows: 3, cols: 2 });
  expect(Array.from(data)).toEqual([0, 0, 0, 0, 0, 0]);
});
