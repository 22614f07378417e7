import { describe, expect, it } from "vitest";
import { emptyLayer } from "./layer";
import { evenPen, strokeOnto } from "./stroke-raster";

describe("strokeOnto", () => {
  it("inks pixels within the radius and leaves far ones alone", () => {
    const layer = emptyLayer(7, 5);
    strokeOnto(layer, Float64Array.of(1.5, 2.5, 5.5, 2.5), evenPen(1, 0.8));
    const row = (y: number) => Array.from(layer.values.subarray(7 * y, 7 * y + 7), (value) => Math.round(value * 100) / 100);
    // The edge lies on the centres of rows 1 and 3: half of the ink there.
    expect(row(2)).toEqual([0.4, 0.8, 0.8, 0.8, 0.8, 0.8, 0.4]);
    expect(row(1).slice(1, 6)).toEqual([0.4, 0.4, 0.4, 0.4, 0.4]);
    expect(row(0)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it("keeps the darker ink where strokes cross, and draws a stroke of no length as a dot", () => {
    const layer = emptyLayer(3, 3);
    strokeOnto(layer, Float64Array.of(0, 1.5, 3, 1.5), evenPen(0.8, 0.9));
    strokeOnto(layer, Float64Array.of(1.5, 1.5, 1.5, 1.5), evenPen(0.8, 0.5));
    expect(layer.values[4]).toBeCloseTo(0.9, 6);
    const dot = emptyLayer(3, 3);
    strokeOnto(dot, Float64Array.of(1.5, 1.5, 1.5, 1.5), evenPen(0.5, 1));
    expect(Array.from(dot.values)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
  });
});
