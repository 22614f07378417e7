import { expect } from "vitest";
import type { LiveView } from "../../core/live-view";

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
