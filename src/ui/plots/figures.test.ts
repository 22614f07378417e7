import { describe, expect, it } from "vitest";
import { runId } from "../../core/ids";
import { frameOf, summaryOf } from "../../store/testing";
import { brightnessOf, figureOf, robustRange } from "./figures";

describe("robustRange", () => {
  it("leaves the extremes and what isn't finite out", () => {
    const values = Float32Array.from({ length: 101 }, (_, i) => (i === 100 ? 1e9 : i));
    expect(robustRange(values)).toEqual({ low: 2, high: 98 });
    const holes = Float32Array.of(NaN, 3, Infinity, 5, NaN);
    expect(robustRange(holes)).toEqual({ low: 3, high: 5 });
    expect(robustRange(Float32Array.of(NaN))).toEqual({ low: 0, high: 1 });
    expect(robustRange(new Float32Array(0))).toEqual({ low: 0, high: 1 });
  });

  it("looks at values from everywhere in a long list", () => {
    const values = Float32Array.from({ length: 90_000 }, (_, i) => i / 90_000);
    const { low, high } = robustRange(values);
    expect(low).toBeCloseTo(0.02, 3);
    expect(high).toBeCloseTo(0.98, 3);
  });
});

describe("brightnessOf", () => {
  it("is the mean of an image's bytes, of all channels", () => {
    const pixels = Uint8Array.of(0, 255, 255, 255, 0, 0, 51, 51, 51, 51, 51, 51);
    const means = brightnessOf({ height: 1, width: 2, channels: 3, pixels });
    expect(means[0]).toBeCloseTo(0.5, 6);
    expect(means[1]).toBeCloseTo(0.2, 6);
  });

  it("comes near the mean where there is too much to read all of it", () => {
    const size = 28 * 28;
    const count = 25_000;
    const pixels = new Uint8Array(count * size);
    // The right half of every image is white: a step along columns would miss or double it.
    for (let at = 0; at < pixels.length; at++) pixels[at] = at % 28 >= 14 ? 255 : 0;
    const means = brightnessOf({ height: 28, width: 28, channels: 1, pixels });
    expect(means).toHaveLength(count);
    for (const i of [0, 1, 12_345, count - 1]) expect(Math.abs(means[i] - 0.5)).toBeLessThan(0.02);
  });
});

describe("figureOf", () => {
  const dataset = summaryOf();
  const values = Float32Array.of(0.5, NaN, 2);
  const frame = { ...frameOf(runId("r"), 0), columns: [{ id: "entropy", title: "Entropy", help: "How spread.", values }] };

  it("finds a column, and nothing where the frame has none", () => {
    expect(figureOf(frame, dataset, "column:entropy")).toEqual({ title: "Entropy", values, low: 0.5, high: 2 });
    expect(figureOf(frame, dataset, "column:density")).toBeNull();
    expect(figureOf(frame, dataset, "confidence")).toBeNull();
    expect(figureOf(frame, dataset, "cluster")).toBeNull();
  });
});
