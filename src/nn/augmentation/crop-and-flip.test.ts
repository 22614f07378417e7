import { describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { drawTransforms, transformSize } from "../augment";
import { cropAndFlip } from "./crop-and-flip";

const shape = { count: 1, height: 12, width: 20, channels: 1 as const };
const still = { rotation: 0, shift: 0, scale: 0 };
const middle = [5.5, 9.5] as const;

/** Where the pixel (y, x) is read from, as nn/augment.ts says it of a row. */
function sourceOf([yy, yx, xy, xx, shiftY, shiftX]: ArrayLike<number> & Iterable<number>, y: number, x: number) {
  const [dy, dx] = [y - middle[0] - shiftY, x - middle[1] - shiftX];
  return [yy * dy + yx * dx + middle[0], xy * dy + xx * dx + middle[1]] as const;
}

describe("a crop", () => {
  it("of the whole area changes nothing", () => {
    const rows = drawTransforms(5, shape, { ...still, crop: { area: 1, probability: 1 } }, Rng.fromSeed(1));
    expect(rows).toEqual(drawTransforms(5, shape, still, Rng.fromSeed(1)));
    // The smallest of crops is nearly all.
    const nearly = drawTransforms(5, shape, { ...still, crop: { area: 1 - 1e-9, probability: 1 } }, Rng.fromSeed(1));
    for (let i = 0; i < 5; i++)
      for (const [y, x] of [
        [0, 0],
        [11, 19],
      ]) {
        const [sy, sx] = sourceOf(nearly.subarray(i * transformSize, (i + 1) * transformSize), y, x);
        expect(Math.abs(sy - y) + Math.abs(sx - x)).toBeLessThan(1e-7);
      }
  });

  it("lies within the picture, and has the area and aspect that it may have", () => {
    const count = 500;
    const rows = drawTransforms(count, shape, { ...still, crop: { area: 0.2, probability: 1 } }, Rng.fromSeed(2));
    const areas: number[] = [];
    for (let i = 0; i < count; i++) {
      const row = rows.subarray(i * transformSize, (i + 1) * transformSize);
      // The picture's corners, half a pixel beyond the middles of the corner pixels.
      const [top, left] = sourceOf(row, -0.5, -0.5);
      const [bottom, right] = sourceOf(row, 11.5, 19.5);
      expect(top).toBeGreaterThan(-0.5 - 1e-9);
      expect(left).toBeGreaterThan(-0.5 - 1e-9);
      expect(bottom).toBeLessThan(11.5 + 1e-9);
      expect(right).toBeLessThan(19.5 + 1e-9);
      const [high, wide] = [(bottom - top) / 12, (right - left) / 20];
      areas.push(high * wide);
      expect(high / wide).toBeLessThan(4 / 3 + 1e-9);
      expect(high / wide).toBeGreaterThan(3 / 4 - 1e-9);
    }
    expect(Math.min(...areas)).toBeGreaterThan(0.2 - 1e-9);
    expect(Math.max(...areas)).toBeLessThan(1 + 1e-9);
    // Uniform: the mean is 0.6, give or take 3 standard errors.
    expect(areas.reduce((sum, area) => sum + area, 0) / count).toBeCloseTo(0.6, 1);
  });
});

describe("cropAndFlip", () => {
  it("crops first, then mirrors, then moves", () => {
    const row = [0.9, -0.3, 0.25, 1.1, 1.5, -2];
    const rng = Rng.fromSeed(3);
    const crop = { area: 0.3, probability: 1 };
    const alone = cropAndFlip([1, 0, 0, 1, 0, 0], shape, { crop, flip: 0 }, Rng.fromState(rng.state()));
    const all = cropAndFlip(row, shape, { crop, flip: 1 }, rng);
    for (const [y, x] of [
      [0, 0],
      [3, 17],
      [11, 8],
    ]) {
      const [my, mx] = sourceOf(row, y, x);
      const expected = sourceOf(alone, my, 19 - mx);
      const got = sourceOf(all, y, x);
      expect(got[0]).toBeCloseTo(expected[0], 10);
      expect(got[1]).toBeCloseTo(expected[1], 10);
    }
  });

  it("takes no numbers where there is neither, and as many whether a picture is chosen or not", () => {
    const rng = Rng.fromSeed(4);
    const state = rng.state();
    const row = [1, 0, 0, 1, 0, 0];
    expect(cropAndFlip(row, shape, { crop: null, flip: 0 }, rng)).toBe(row);
    expect(rng.state()).toEqual(state);
    const never = Rng.fromState(state);
    cropAndFlip(row, shape, { crop: { area: 0.5, probability: 1 }, flip: 0.5 }, rng);
    expect(cropAndFlip(row, shape, { crop: { area: 0.5, probability: 1e-12 }, flip: 1e-12 }, never)).toEqual(row);
    expect(never.state()).toEqual(rng.state());
  });
});
