import { describe, expect, it } from "vitest";
import { fillPolygons } from "./polygon-raster";

const near = (values: Float32Array, expected: number[]) => {
  expect(values.length).toBe(expected.length);
  for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i], 6);
};

describe("fillPolygons", () => {
  it("gives the exact share of each pixel that a rectangle covers", () => {
    const { values } = fillPolygons([Float64Array.of(0.5, 0.25, 2, 0.25, 2, 1.5, 0.5, 1.5)], 3, 2);
    near(values, [0.375, 0.75, 0, 0.25, 0.5, 0]);
  });

  it("gives the exact area of a slanted triangle, whichever way it is wound", () => {
    const there = fillPolygons([Float64Array.of(0, 0, 3, 0, 0, 3)], 3, 3).values;
    const back = fillPolygons([Float64Array.of(0, 3, 3, 0, 0, 0)], 3, 3).values;
    near(there, [1, 1, 0.5, 1, 0.5, 0, 0.5, 0, 0]);
    near(back, Array.from(there));
  });

  it("counts overlaps once and clips what lies outside", () => {
    const large = Float64Array.of(-5, -5, 9, -5, 9, 9, -5, 9);
    near(fillPolygons([large, large], 2, 2).values, [1, 1, 1, 1]);
    near(fillPolygons([Float64Array.of(5, 0, 9, 0, 9, 2, 5, 2)], 2, 2).values, [0, 0, 0, 0]);
  });
});
