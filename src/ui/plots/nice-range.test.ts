import { describe, expect, it } from "vitest";
import { niceCeiling, niceRange } from "./nice-range";

describe("niceCeiling", () => {
  it("rounds up to a short number and leaves short ones", () => {
    expect([0.061, 0.1, 7, 12, 81, 450].map(niceCeiling)).toEqual([0.08, 0.1, 8, 20, 100, 500]);
    expect([0, -3, Number.NaN].map(niceCeiling)).toEqual([1, 1, 1]);
  });
});

describe("niceRange", () => {
  it("starts at zero and holds the largest value", () => {
    expect(niceRange([0.02, 0.07, Number.NaN], false)).toEqual([0, 0.08]);
    expect(niceRange([-0.4, 2], false)).toEqual([-0.5, 3]);
    expect(niceRange([0, 0], false)).toEqual([0, 1]);
  });

  it("holds positive values in half decades where logarithmic", () => {
    expect(niceRange([0.02, 0.5, 0], true)).toEqual([-2, 0]);
    expect(niceRange([], true)).toEqual([-2, 0]);
  });
});
