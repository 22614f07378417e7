import { describe, expect, it } from "vitest";
import { binText, histogramLayout, histogramSummary, spansDecades } from "./histogram-layout";

const bars = { from: 0, to: 1, counts: Float32Array.of(0, 2, 18, 180) };

describe("a histogram's layout", () => {
  it("has bars up to a round number, with ticks on both axes", () => {
    const { heights, yTicks, xTicks } = histogramLayout(bars, false, 2);
    expect(heights).toEqual([0, 0.01, 0.09, 0.9]);
    expect(yTicks.map(({ text }) => text)).toEqual(["0", "50", "100", "150", "200"]);
    expect(xTicks).toEqual([
      { at: 0, text: "0" },
      { at: 0.5, text: "0.5" },
      { at: 1, text: "1" },
    ]);
  });

  it("gives on a log scale every bar but an empty one a height that is seen", () => {
    const { heights, yTicks } = histogramLayout(bars, true, 2);
    expect(heights[0]).toBe(0);
    expect(heights[1]).toBeGreaterThan(0.05);
    expect(heights[3]).toBeLessThanOrEqual(1);
    // Equal ratios are equal heights.
    expect(histogramLayout({ ...bars, counts: Float32Array.of(1, 10, 100) }, true, 2).heights).toSatisfy(
      ([a, b, c]: number[]) => Math.abs(c - b - (b - a)) < 1e-12,
    );
    expect(yTicks.map(({ text }) => text)).toEqual(["10", "100"]);
  });

  it("stands where there is nothing", () => {
    const empty = { from: 0, to: 1, counts: new Float32Array(3) };
    for (const log of [false, true]) {
      const { heights, yTicks } = histogramLayout(empty, log, 3);
      expect(heights).toEqual([0, 0, 0]);
      expect(yTicks.every(({ at }) => at >= 0 && at <= 1)).toBe(true);
    }
    expect(histogramSummary({ ...empty, title: "q", xTitle: "q", yTitle: "images", marks: [] })).toBe(
      "q: nothing is counted yet.",
    );
  });

  it("offers a log scale where counts span two decades", () => {
    expect(spansDecades({ counts: Float32Array.of(0, 1, 99) })).toBe(false);
    expect(spansDecades({ counts: Float32Array.of(0, 1, 100) })).toBe(true);
    expect(spansDecades({ counts: new Float32Array(2) })).toBe(false);
  });

  it("is told in words, bin by bin and whole", () => {
    expect(binText(bars, 1, "Images")).toBe("0.25 to 0.5: 2 images");
    expect(binText({ from: 1.5, to: 4.5, counts: Float32Array.of(1, 2, 1200) }, 2, "images")).toBe("4: 1,200 images");
    expect(binText({ from: 0, to: 20, counts: Float32Array.of(1, 2.5) }, 1, "mass")).toBe("10 to 20: 2.5 mass");
    expect(
      histogramSummary({
        from: 0,
        to: 1,
        counts: Float32Array.of(10, 10, 10, 10),
        title: "Certainty",
        xTitle: "q",
        yTitle: "images",
        marks: [{ title: "Otsu's t", value: 0.4 }],
      }),
    ).toBe("Certainty: 40 images by q, from 0 to 1; half of them between 0.25 and 0.75. Marks: Otsu's t 0.4.");
  });
});
