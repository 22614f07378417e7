import { expect, it } from "vitest";
import { goldenValues } from "../../numerics/testing";
import { fitCurve } from "./curve";

interface Golden {
  readonly curve: readonly { spread: number; minDist: number; a: number; b: number }[];
}

// umap.umap_.find_ab_params(spread, min_dist); scripts/golden/umap-learn.py
it.each(goldenValues<Golden>("umap-learn").curve)(
  "fits as umap-learn does: least distance $minDist, spread $spread",
  (golden) => {
    const { a, b } = fitCurve(golden.minDist, golden.spread);
    expect(Math.abs(a - golden.a)).toBeLessThan(1e-4);
    expect(Math.abs(b - golden.b)).toBeLessThan(1e-4);
  },
);

it("scales with the spread: distances in units of it give the same exponent", () => {
  const one = fitCurve(0.1, 1);
  const ten = fitCurve(1, 10);
  expect(ten.b).toBeCloseTo(one.b, 6);
  expect(ten.a).toBeCloseTo(one.a / 10 ** (2 * one.b), 6);
});

it("refuses a least distance beyond the spread", () => {
  expect(() => fitCurve(0.5, 0.4)).toThrow("The least distance 0.5 is greater than the spread 0.4");
});
