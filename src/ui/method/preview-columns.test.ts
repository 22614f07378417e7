import { expect, it } from "vitest";
import { gridSize } from "../kit/thumbnail-canvas";
import { previewColumns, previewSummary } from "./preview-columns";

const preview = { height: 8, width: 8, channels: 1, images: [3, 9], variants: 2, changes: true } as const;

it("takes the originals out of the preview's order", () => {
  const { originals, variants } = previewColumns(preview, 200);
  expect(originals.places).toEqual([0, 3]);
  expect(variants.places).toEqual([1, 2, 4, 5]);
});

it("fills the room across and no more, between a least and a largest size", () => {
  for (const room of [100, 120, 150]) {
    const { originals, variants } = previewColumns(preview, room);
    const taken = gridSize(originals.grid).width + 10 + gridSize(variants.grid).width;
    expect(taken).toBeLessThanOrEqual(room);
    expect(taken).toBeGreaterThan(room - 3);
  }
  expect(previewColumns(preview, 0).originals.grid.cell).toBe(24);
  expect(previewColumns(preview, 5000).originals.grid.cell).toBe(56);
});

it("is told in words", () => {
  expect(previewSummary(preview)).toBe(
    "Preview of the augmentation: 2 pictures, and 2 random variants of each, as the settings make them now.",
  );
  expect(previewSummary({ ...preview, images: [1], changes: false })).toContain("one picture, which the settings leave");
});
