import { describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { isUnder, placeThumbnails } from "./place-thumbnails";

function cloud(count: number): Float32Array {
  const rng = Rng.fromSeed(5);
  return Float32Array.from({ length: 2 * count }, () => rng.uniform() * 2 - 1);
}

const size = { width: 600, height: 400, first: [] };

describe("placeThumbnails", () => {
  it("shows none of many, and some once they have room", () => {
    const layout = cloud(3000);
    expect(placeThumbnails({ layout, placement: { left: 300, top: 200, scale: 100 }, ...size })).toBeNull();
    const plan = placeThumbnails({ layout, placement: { left: 300, top: 200, scale: 1500 }, ...size });
    expect(plan?.indices.length).toBeGreaterThan(10);
    expect(plan?.side).toBeGreaterThanOrEqual(24);
  });

  it("lets no two overlap", () => {
    const layout = cloud(900);
    const scale = 400;
    const plan = placeThumbnails({ layout, placement: { left: 300, top: 200, scale }, ...size });
    if (!plan) throw new Error("expected thumbnails");
    for (const a of plan.indices)
      for (const b of plan.indices) {
        const apart = Math.max(Math.abs(layout[2 * a] - layout[2 * b]), Math.abs(layout[2 * a + 1] - layout[2 * b + 1]));
        if (a !== b) expect(apart * scale).toBeGreaterThan(plan.side);
      }
    const tops = plan.indices.map((i) => -layout[2 * i + 1]);
    expect(tops).toEqual([...tops].sort((a, b) => a - b));
  });

  it("keeps the images while the view moves a little, and always the first ones", () => {
    const layout = cloud(600);
    const at = (left: number, first: number[] = []) =>
      new Set(placeThumbnails({ layout, placement: { left, top: 200, scale: 500 }, ...size, first })?.indices);
    const before = at(300);
    const after = at(304);
    const kept = [...before].filter((i) => after.has(i)).length;
    expect(kept / before.size).toBeGreaterThan(0.9);
    const hidden = [...Array(600).keys()].find((i) => !before.has(i)) ?? 0;
    expect(at(300, [hidden]).has(hidden)).toBe(true);
  });

  it("shows none where no point is seen", () => {
    expect(placeThumbnails({ layout: cloud(10), placement: { left: 9000, top: 200, scale: 100 }, ...size })).toBeNull();
    expect(placeThumbnails({ layout: new Float32Array(0), placement: { left: 0, top: 0, scale: 1 }, ...size })).toBeNull();
  });
});

it("tells which square a place of the canvas is in", () => {
  const layout = Float32Array.of(0, 0, 1, 0.5);
  const placement = { left: 100, top: 80, scale: 60 };
  // Image 1 lies at 160, 50.
  expect(
    [
      [160, 50],
      [183, 27],
      [185, 50],
      [160, 75],
    ].map(([x, y]) => isUnder([x, y], 1, 48, layout, placement)),
  ).toEqual([true, true, false, false]);
});
