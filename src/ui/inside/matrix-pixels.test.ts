import { describe, expect, it } from "vitest";
import type { MatrixView } from "../../core/live-view";
import { matrixGradient, matrixPixels, matrixSummary } from "./matrix-pixels";

const view: MatrixView = {
  kind: "matrix",
  id: "m",
  title: "M",
  help: "A table.",
  rows: 2,
  cols: 2,
  values: Float32Array.of(1, 0, Number.NaN, 0.5),
  from: 0,
  to: 1,
  xTitle: "image",
  yTitle: "image",
  clusters: Int32Array.of(0, 1),
};

describe("a matrix as pixels", () => {
  it("goes from the light end to the dark one, and leaves out what is no number", () => {
    const pixels = matrixPixels(view, "light");
    expect(Array.from(pixels.subarray(0, 4))).toEqual([10, 74, 61, 255]);
    expect(Array.from(pixels.subarray(4, 8))).toEqual([255, 255, 255, 255]);
    expect(pixels[11]).toBe(0);
  });

  it("has a legend of the same colours in both schemes", () => {
    for (const scheme of ["light", "dark"] as const) {
      const [high, low] = [matrixPixels(view, scheme).subarray(0, 3), matrixPixels(view, scheme).subarray(4, 7)];
      expect(matrixGradient(scheme)).toBe(`linear-gradient(to right, rgb(${low.join(" ")}), rgb(${high.join(" ")}))`);
    }
  });

  it("is told in a sentence", () => {
    expect(matrixSummary(view)).toBe("A table of 2 by 2; mean 0.5, 0.75 within clusters.");
  });
});
