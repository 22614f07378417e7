import { expect } from "vitest";
import { type Images, imageSize } from "../../core/images";
import type { LiveView, PicturesView } from "../../core/live-view";
import { shownImages } from "../parts/picture-views";

/** That the page can draw `view` of a run over `count` images in `clusters`: sizes fit, numbers are numbers, images exist. */
export function checkLiveView(view: LiveView, count: number, clusters: number): void {
  expect(view.id).toMatch(/^[A-Za-z0-9-]+$/);
  expect(view.help).toMatch(/\.$/);
  switch (view.kind) {
    case "pictures": {
      const size = view.height * view.width * view.channels;
      const columns = view.rows.map(({ pixels }) => pixels.length / size);
      expect(new Set(columns).size).toBe(1);
      expect(columns[0]).toBeGreaterThan(0);
      expect(Number.isInteger(columns[0])).toBe(true);
      if (view.clusters) expect(view.clusters).toHaveLength(columns[0]);
      return;
    }
    case "histogram":
      expect(view.to).toBeGreaterThan(view.from);
      expect(view.counts.reduce((sum, many) => sum + many, 0)).toBeGreaterThan(0);
      for (const { value } of view.marks) expect(value).toSatisfy(Number.isFinite);
      return;
    case "pairs":
      expect(view.pairs).toHaveLength(2 * view.agreement.length);
      for (const image of view.pairs) expect(image >= 0 && image < count).toBe(true);
      for (const agreement of view.agreement) expect(agreement >= 0 && agreement <= 1 + 1e-6).toBe(true);
      return;
    case "graph":
      expect(view.starts).toHaveLength(count + 1);
      expect(view.columns).toHaveLength(view.starts[count]);
      for (const image of view.columns) expect(image >= 0 && image < count).toBe(true);
      return;
    case "matrix":
      expect(view.values).toHaveLength(view.rows * view.cols);
      expect(view.values.some(Number.isFinite)).toBe(true);
      for (const cluster of view.clusters ?? []) expect(cluster >= 0 && cluster < clusters).toBe(true);
  }
}

/** That pictures are shown in their own colours, whatever colours the network saw them in. `images` are bright by about a half. */
export function checkColours(view: PicturesView, images: Images): void {
  for (const { pixels } of view.rows) {
    const brightness = pixels.reduce((sum, value) => sum + value, 0) / pixels.length / 255;
    expect(brightness).toBeGreaterThan(0.3);
    expect(brightness).toBeLessThan(0.7);
  }
  if (view.id !== "reconstructions") return;
  const size = imageSize(images.shape);
  const own = [...shownImages(images.shape.count)].flatMap((i) => [...images.pixels.subarray(i * size, (i + 1) * size)]);
  // Rare colours are cut off.
  const near = own.filter((value, p) => Math.abs(view.rows[0].pixels[p] - 255 * value) < 1.5).length;
  expect(near / own.length).toBeGreaterThan(0.9);
}
