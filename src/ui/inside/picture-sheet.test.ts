import { describe, expect, it } from "vitest";
import type { PicturesView } from "../../core/live-view";
import { columnsOf, sheetLayout, sheetPixels, sheetSummary } from "./picture-sheet";

function pictures(columns: number, rows: number, height: number, width: number, channels: 1 | 3 = 1): PicturesView {
  const size = columns * height * width * channels;
  return {
    kind: "pictures",
    id: "p",
    title: "Redrawn",
    help: "To be seen.",
    height,
    width,
    channels,
    rows: Array.from({ length: rows }, (_, row) => ({
      title: `row ${row}`,
      pixels: Uint8Array.from({ length: size }, (_, i) => (i + 100 * row) % 256),
    })),
  };
}

describe("a sheet of pictures", () => {
  it("is as large as there is room for, by whole pixels", () => {
    expect(sheetLayout(pictures(10, 2, 16, 16), 1000)).toEqual({
      scale: 4,
      gap: 1,
      columns: 10,
      rows: 2,
      width: 169,
      height: 33,
    });
    expect(sheetLayout(pictures(10, 2, 16, 16), 400).scale).toBe(2);
    // There is no room, and still something to be seen.
    expect(sheetLayout(pictures(10, 2, 16, 16), 50).scale).toBe(2);
    expect(sheetLayout(pictures(10, 1, 28, 28), 50).scale).toBe(1);
    expect(sheetLayout(pictures(3, 1, 28, 28), 400).scale).toBe(2);
    expect(sheetLayout(pictures(10, 1, 8, 5), 50).scale).toBe(4);
  });

  it("shows large pictures smaller, by a whole part", () => {
    expect(sheetLayout(pictures(4, 1, 96, 96, 3), 1000)).toMatchObject({ scale: 0.5, gap: 4 });
    expect(sheetLayout(pictures(4, 1, 64, 64), 1000).scale).toBe(1);
  });

  it("holds every pixel at its place and nothing between", () => {
    for (const channels of [1, 3] as const) {
      const view = pictures(3, 2, 4, 5, channels);
      const layout = sheetLayout(view, 1000);
      const sheet = sheetPixels(view, layout);
      expect(sheet.length).toBe(4 * layout.width * layout.height);
      for (let y = 0; y < layout.height; y++)
        for (let x = 0; x < layout.width; x++) {
          const [row, column] = [Math.floor(y / (4 + layout.gap)), Math.floor(x / (5 + layout.gap))];
          const [dy, dx] = [y % (4 + layout.gap), x % (5 + layout.gap)];
          const rgba = [...sheet.subarray(4 * (y * layout.width + x), 4 * (y * layout.width + x) + 4)];
          if (dy >= 4 || dx >= 5) expect(rgba).toEqual([0, 0, 0, 0]);
          else {
            const at = ((column * 4 + dy) * 5 + dx) * channels;
            const { pixels } = view.rows[row];
            expect(rgba).toEqual([
              pixels[at],
              pixels[at + channels - 1 - Number(channels === 3)],
              pixels[at + channels - 1],
              255,
            ]);
          }
        }
    }
  });

  it("has as many columns as its shortest row", () => {
    const view = pictures(4, 2, 2, 2);
    const [first, second] = view.rows;
    expect(columnsOf({ ...view, rows: [first, { ...second, pixels: second.pixels.subarray(0, 13) }] })).toBe(3);
    expect(columnsOf({ ...view, rows: [] })).toBe(0);
    expect(sheetLayout({ ...view, rows: [] }, 100)).toMatchObject({ columns: 0, width: 1, height: 1 });
  });

  it("is told in words", () => {
    const view = pictures(3, 2, 2, 2);
    const name = (cluster: number) => `cluster ${cluster}`;
    expect(sheetSummary(view, name)).toBe("Redrawn: 2 rows of 3 pictures: row 0, row 1.");
    expect(sheetSummary({ ...view, rows: view.rows.slice(1), clusters: Int32Array.of(2, 0, 1) }, name)).toBe(
      "Redrawn: one row of 3 pictures: row 1. Columns: cluster 2, cluster 0, cluster 1.",
    );
  });
});
