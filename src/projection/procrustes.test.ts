import { describe, expect, test } from "vitest";
import { Rng } from "../core/rng";
import { alignTo, normaliseLayout } from "./procrustes";

/** [n, 2] of unequal spread, so that its orientation is plain. */
function cloud(count: number, seed: number): Float32Array {
  const rng = Rng.fromSeed(seed);
  return Float32Array.from({ length: count * 2 }, (_, p) =>
    p % 2 === 0 ? 3 * rng.normal() : rng.normal() + 0.4 * rng.uniform() ** 4,
  );
}

function turned(layout: Float32Array, angle: number, scale: number, mirror: boolean, shift: number): Float32Array {
  const out = new Float32Array(layout.length);
  for (let p = 0; p < layout.length; p += 2) {
    const y = mirror ? -layout[p + 1] : layout[p + 1];
    out[p] = scale * (Math.cos(angle) * layout[p] - Math.sin(angle) * y) + shift;
    out[p + 1] = scale * (Math.sin(angle) * layout[p] + Math.cos(angle) * y) - shift;
  }
  return out;
}

function radii(layout: Float32Array): Float64Array {
  return Float64Array.from({ length: layout.length / 2 }, (_, i) => Math.hypot(layout[2 * i], layout[2 * i + 1])).sort();
}

describe("normaliseLayout", () => {
  test("99 % lie in the unit circle, none beyond 1.2, the mean at 0", () => {
    const layout = cloud(2000, 1).map((value) => 50 * value + 7);
    layout[0] = 1e6;
    const sorted = radii(normaliseLayout(layout));
    expect(sorted[Math.ceil(0.99 * 2000) - 1]).toBeCloseTo(1, 5);
    expect(sorted[1999]).toBeLessThanOrEqual(1.2 + 1e-6);
    expect(sorted[1999]).toBeGreaterThan(1.15);
  });

  test("all points at one place, a lone stray, and none", () => {
    expect(normaliseLayout(Float32Array.from([4, 5, 4, 5]))).toEqual(new Float32Array(4));
    const stray = new Float32Array(400);
    stray[0] = 8;
    expect(Math.max(...normaliseLayout(stray))).toBeCloseTo(1.2, 5);
    const pair = new Float32Array(800);
    pair.set([8, 0, -8, 0]);
    expect([...normaliseLayout(pair).subarray(0, 4)]).toEqual([1, 0, -1, 0]);
    expect(normaliseLayout(new Float32Array(0)).length).toBe(0);
  });
});

describe("alignTo", () => {
  test.each([false, true])("undoes turn, shift and scale (mirrored: %s)", (mirror) => {
    const raw = cloud(500, 2);
    const first = normaliseLayout(raw);
    for (const angle of [0, 0.7, 2.5, -3]) {
      // 99 % are within the circle in both; only the rim is bent, which turns the fit by a hair.
      const { layout, moved } = alignTo(first, turned(raw, angle, 40, mirror, 3));
      expect(moved).toBeLessThan(2e-3);
      expect(Math.max(...layout.map((value, p) => Math.abs(value - first[p])))).toBeLessThan(1e-2);
    }
  });

  test("moved is the mean displacement", () => {
    const first = normaliseLayout(cloud(300, 3));
    const { layout, moved } = alignTo(first, cloud(300, 4));
    let sum = 0;
    for (let p = 0; p < 600; p += 2) sum += Math.hypot(layout[p] - first[p], layout[p + 1] - first[p + 1]);
    expect(moved).toBeCloseTo(sum / 300, 12);
    expect(moved).toBeGreaterThan(0.2);
  });

  test("no rotation or reflection fits better", () => {
    const first = normaliseLayout(cloud(200, 5));
    const { layout } = alignTo(first, cloud(200, 6));
    const misfit = (a: Float32Array) => a.reduce((sum, value, p) => sum + (value - first[p]) ** 2, 0);
    for (const mirror of [false, true])
      for (let angle = 0; angle < 6.3; angle += 0.05)
        // The rim and the mean that it shifts leave a little room.
        expect(misfit(turned(layout, angle, 1, mirror, 0))).toBeGreaterThan(misfit(layout) - 0.5);
  });

  test("a group that leaves does not make the bulk jump, and the map fills again", () => {
    const raw = cloud(1000, 7);
    let frame = normaliseLayout(raw);
    const gone = raw.slice();
    for (let p = 0; p < 100; p += 2) gone[p] += 40;
    const bulk = (layout: Float32Array) => radii(layout)[500];
    const before = bulk(frame);
    const filled = bulk(normaliseLayout(gone));
    const sizes: number[] = [];
    for (let f = 0; f < 30; f++) {
      frame = alignTo(frame, gone).layout;
      sizes.push(bulk(frame));
      expect(Math.max(...radii(frame))).toBeLessThanOrEqual(1.2 + 1e-6);
    }
    expect(sizes[0]).toBeGreaterThan(filled * 1.2);
    expect(sizes[0]).toBeLessThan(before);
    expect(sizes[29]).toBeCloseTo(filled, 2);
  });

  test("the map stays full while codes shrink towards nothing", () => {
    const raw = cloud(400, 8);
    let frame = normaliseLayout(raw);
    for (let f = 1; f < 20; f++)
      frame = alignTo(
        frame,
        raw.map((value) => value * 0.5 ** f),
      ).layout;
    expect(radii(frame)[395]).toBeCloseTo(1, 2);
  });

  test("from and to a collapsed layout", () => {
    const spread = cloud(100, 9);
    const collapsed = new Float32Array(200).fill(2);
    const down = alignTo(normaliseLayout(spread), collapsed).layout;
    expect(down.every((value) => value === 0)).toBe(true);
    const up = alignTo(down, spread).layout;
    expect(radii(up)[98]).toBeCloseTo(1, 5);
    expect(alignTo(new Float32Array(0), new Float32Array(0))).toEqual({ layout: new Float32Array(0), moved: 0 });
  });

  test("layouts of different lengths are refused", () => {
    expect(() => alignTo(new Float32Array(4), new Float32Array(6))).toThrow("got 4 and 6 values");
  });
});
