import { describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { areaOf } from "./map-view";
import { PointGrid } from "./point-search";

const layout = Float32Array.of(0, 0, 0.5, 0.5, -0.5, 0.5);
const grid = new PointGrid(layout, areaOf(layout));

function cloud(count: number): Float32Array {
  const rng = Rng.fromSeed(3);
  return Float32Array.from({ length: 2 * count }, () => rng.normal());
}

describe("PointGrid", () => {
  it("finds the nearest within reach only", () => {
    expect(grid.nearest(0.48, 0.47, 0.08)).toBe(1);
    expect(grid.nearest(0.7, -0.7, 0.08)).toBeNull();
  });

  it("finds the same as a look at every point", () => {
    const many = cloud(2000);
    const cells = new PointGrid(many, areaOf(many));
    for (const [x, y] of [
      [0, 0],
      [1.5, -0.7],
      [-3, 3],
    ] as const) {
      const distances = Array.from({ length: 2000 }, (_, i) => Math.hypot(many[2 * i] - x, many[2 * i + 1] - y));
      const least = Math.min(...distances);
      expect(cells.nearest(x, y, 9)).toBe(distances.indexOf(least));
      expect(cells.nearest(x, y, least * 0.999)).toBeNull();
    }
    const box = { x: -0.4, y: 0.1, width: 0.9, height: 0.5 };
    const inBox = Array.from({ length: 2000 }, (_, i) => i).filter(
      (i) => many[2 * i] >= -0.4 && many[2 * i] <= 0.5 && many[2 * i + 1] >= 0.1 && many[2 * i + 1] <= 0.6,
    );
    expect(cells.inBox(box).sort((a, b) => a - b)).toEqual(inBox);
  });

  it("takes what a line surrounds", () => {
    expect(
      grid.inside([
        [-0.1, -0.1],
        [0.8, -0.1],
        [0.8, 0.8],
        [-0.1, 0.8],
      ]),
    ).toEqual([0, 1]);
    expect(
      grid.inside([
        [0, 0],
        [1, 1],
      ]),
    ).toEqual([]);
  });

  it("takes what a line goes round twice, too", () => {
    const many = cloud(3000);
    const turns = (count: number) =>
      Array.from({ length: Math.round(60 * count) }, (_, i) => {
        const angle = (2 * Math.PI * i) / 60;
        return [0.9 * Math.cos(angle), 0.9 * Math.sin(angle)] as const;
      });
    const search = new PointGrid(many, areaOf(many));
    expect(search.inside(turns(1.25))).toEqual(search.inside(turns(1)));
  });

  it("takes the ring of a line around another, ascending", () => {
    const many = cloud(3000);
    const round = (radius: number) =>
      Array.from({ length: 60 }, (_, i) => [radius * Math.cos(i / 9.4), radius * Math.sin(i / 9.4)] as const);
    const found = new PointGrid(many, areaOf(many)).inside(round(1.2));
    const inner = new Set(new PointGrid(many, areaOf(many)).inside(round(0.5)));
    const radii = Array.from({ length: 3000 }, (_, i) => Math.hypot(many[2 * i], many[2 * i + 1]));
    for (const [i, radius] of radii.entries()) {
      if (radius < 1.18) expect(found.includes(i)).toBe(true);
      if (radius > 1.21) expect(found.includes(i)).toBe(false);
      if (radius < 0.48) expect(inner.has(i)).toBe(true);
    }
    expect(found).toEqual([...found].sort((a, b) => a - b));
  });

  it("lives with one point, and with all in one place", () => {
    const one = new PointGrid(Float32Array.of(2, 2), areaOf(Float32Array.of(2, 2)));
    expect(one.nearest(2, 2, 0.1)).toBe(0);
    const heap = Float32Array.from({ length: 200 }, () => 1);
    expect(new PointGrid(heap, areaOf(heap)).inBox({ x: 0, y: 0, width: 2, height: 2 })).toHaveLength(100);
  });
});
