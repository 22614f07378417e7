import { describe, expect, it } from "vitest";
import type { MatrixView } from "../../core/live-view";
import { bandLines, bandText, matrixBands } from "./matrix-bands";

const square: MatrixView = {
  kind: "matrix",
  id: "m",
  title: "M",
  help: "A table.",
  rows: 3,
  cols: 3,
  values: Float32Array.of(1, 0.5, 0.1, 0.5, 1, 0.3, 0.1, 0.3, 1),
  from: 0,
  to: 1,
  xTitle: "images",
  yTitle: "Images",
  clusters: Int32Array.of(0, 0, 2),
};
const { clusters: _, ...plain } = square;
const named = (cluster: number) => `Cluster ${cluster + 1}`;

describe("bands of a matrix", () => {
  it("are the clusters, with a line between them both ways", () => {
    const bands = matrixBands(square);
    expect(bands).toEqual([
      { from: 0, to: 2, cluster: 0 },
      { from: 2, to: 3, cluster: 2 },
    ]);
    expect(bandLines(square, bands)).toBe("M0 2H3M2 0V3");
    expect(bandText(square, bands[0], named)).toBe("Cluster 1, 2 of 3 rows: mean 0.75 within, 0.2 to the others");
  });

  it("have no lines down where columns are other things than rows", () => {
    const wide = { ...square, cols: 1, values: Float32Array.of(1, 2, 3) };
    expect(bandLines(wide, matrixBands(wide))).toBe("M0 2H1");
    expect(bandText(wide, matrixBands(wide)[1], named)).toBe("Cluster 3, 1 of 3 rows: mean 3");
  });

  it("are single rows where there are no clusters", () => {
    const bands = matrixBands(plain);
    expect(bands).toHaveLength(3);
    expect(bandLines(plain, bands)).toBe("");
    expect(bandText({ ...plain, yTitle: "Before", xTitle: "after" }, bands[1], named)).toBe(
      "Before 2: mean 0.6, largest 1 at after 2",
    );
  });

  it("tell a row without numbers", () => {
    const empty = { ...plain, values: new Float32Array(9).fill(Number.NaN) };
    expect(bandText(empty, matrixBands(empty)[0], named)).toBe("Images 1: no value");
  });
});
