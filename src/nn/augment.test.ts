import { describe, expect, it } from "vitest";
import type { ImageShape } from "../core/images";
import { Rng } from "../core/rng";
import { augmentInto } from "./augment";
import { shuffledBatches } from "./batches";

const shape: ImageShape = { count: 1, height: 9, width: 9, channels: 1 };
const picture = (f: (y: number, x: number) => number) => Float32Array.from({ length: 81 }, (_, i) => f(Math.floor(i / 9), i % 9));

describe("augmentInto", () => {
  it("copies when nothing may move", () => {
    const pixels = picture((y, x) => (y * 9 + x) / 81);
    const out = new Float32Array(81);
    augmentInto(pixels, 0, out, 0, shape, { rotation: 0, shift: 0, scale: 0 }, Rng.fromSeed(1));
    expect(out).toEqual(pixels);
  });

  it("stays within the picture's range and keeps a flat picture flat", () => {
    const flat = picture(() => 0.25);
    const noise = picture((y, x) => ((y * 31 + x * 17) % 10) / 9);
    const rng = Rng.fromSeed(2);
    for (let i = 0; i < 50; i++) {
      const out = new Float32Array(81);
      augmentInto(flat, 0, out, 0, shape, { rotation: 180, shift: 0.5, scale: 0.5 }, rng);
      expect([...out].every((value) => Math.abs(value - 0.25) < 1e-6)).toBe(true);
      augmentInto(noise, 0, out, 0, shape, { rotation: 180, shift: 0.5, scale: 0.5 }, rng);
      expect(Math.min(...out)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...out)).toBeLessThanOrEqual(1);
    }
  });

  it("turns about the centre: a centred dot stays, an outer dot moves by at most the angle", () => {
    const rng = Rng.fromSeed(3);
    const dot = picture((y, x) => (y === 4 && x === 4 ? 1 : 0));
    const outer = picture((y, x) => (y === 4 && x === 8 ? 1 : 0));
    for (let i = 0; i < 20; i++) {
      const out = new Float32Array(81);
      augmentInto(dot, 0, out, 0, shape, { rotation: 90, shift: 0, scale: 0 }, rng);
      expect(out[4 * 9 + 4]).toBeCloseTo(1, 5);
      augmentInto(outer, 0, out, 0, shape, { rotation: 10, shift: 0, scale: 0 }, rng);
      expect(out[4 * 9 + 7] + out[4 * 9 + 8] + out[3 * 9 + 8] + out[5 * 9 + 8]).toBeGreaterThan(0.5);
    }
  });
});

describe("shuffledBatches", () => {
  it("gives every index once, the last batch smaller", () => {
    const batches = shuffledBatches(23, 5, Rng.fromSeed(4));
    expect(batches.map((batch) => batch.length)).toEqual([5, 5, 5, 5, 3]);
    expect(batches.flatMap((batch) => [...batch]).sort((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, i) => i));
  });
});
