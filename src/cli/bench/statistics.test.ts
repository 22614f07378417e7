import { describe, expect, it } from "vitest";
import { median, ratioOf, sampleOf } from "./statistics";

describe("statistics of the benchmark", () => {
  it("takes the middle of an odd and between the middles of an even number, whatever their order", () => {
    expect(median([10, 1, 2])).toBe(2);
    expect(median([10, 1, 2, 4])).toBe(3);
    // By value, not by digits.
    expect(median([100, 9, 20])).toBe(20);
  });

  it("keeps the ends of a sample and its repetitions in their order", () => {
    expect(sampleOf([3, 1, 2])).toEqual({ ms: [3, 1, 2], min: 1, median: 2, max: 3 });
    expect(() => sampleOf([])).toThrow("at least one repetition");
  });

  it("divides medians, and gives nothing where a side is absent", () => {
    expect(ratioOf(sampleOf([1, 2, 9]), sampleOf([4]))).toBe(0.5);
    expect(ratioOf(sampleOf([1]), { absent: "not installed" })).toBeNull();
    expect(ratioOf(undefined, sampleOf([1]))).toBeNull();
  });
});
