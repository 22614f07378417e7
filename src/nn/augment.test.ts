import { describe, expect, it } from "vitest";
import type { ImageShape, Images } from "../core/images";
import { Rng } from "../core/rng";
import { type Augmentation, drawTransforms, transformSize } from "./augment";
import { shuffledBatches } from "./batches";
import { gatherOnHost } from "./kernels/host-augmented-gather";

const shape: ImageShape = { count: 1, height: 9, width: 9, channels: 1 };
const picture = (f: (y: number, x: number) => number): Images => ({
  shape,
  pixels: Float32Array.from({ length: 81 }, (_, i) => f(Math.floor(i / 9), i % 9)),
  paths: ["a"],
  truth: null,
});
const moved = (images: Images, augmentation: Augmentation, rng: Rng) =>
  gatherOnHost(images, [0], drawTransforms(1, images.shape, augmentation, rng));

describe("augmentation", () => {
  it("copies when nothing may move", () => {
    const images = picture((y, x) => (y * 9 + x) / 81);
    expect(moved(images, { rotation: 0, shift: 0, scale: 0 }, Rng.fromSeed(1))).toEqual(images.pixels);
  });

  it("stays within the picture's range and keeps a flat picture flat", () => {
    const flat = picture(() => 0.25);
    const noise = picture((y, x) => ((y * 31 + x * 17) % 10) / 9);
    const augmentation = { rotation: 180, shift: 0.5, scale: 0.5 };
    const rng = Rng.fromSeed(2);
    for (let i = 0; i < 50; i++) {
      expect([...moved(flat, augmentation, rng)].every((value) => Math.abs(value - 0.25) < 1e-6)).toBe(true);
      const out = moved(noise, augmentation, rng);
      expect(Math.min(...out)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...out)).toBeLessThanOrEqual(1);
    }
  });

  it("turns about the centre: a centred dot stays, an outer dot moves by at most the angle", () => {
    const rng = Rng.fromSeed(3);
    const dot = picture((y, x) => (y === 4 && x === 4 ? 1 : 0));
    const outer = picture((y, x) => (y === 4 && x === 8 ? 1 : 0));
    for (let i = 0; i < 20; i++) {
      expect(moved(dot, { rotation: 90, shift: 0, scale: 0 }, rng)[4 * 9 + 4]).toBeCloseTo(1, 5);
      const out = moved(outer, { rotation: 10, shift: 0, scale: 0 }, rng);
      expect(out[4 * 9 + 7] + out[4 * 9 + 8] + out[3 * 9 + 8] + out[5 * 9 + 8]).toBeGreaterThan(0.5);
    }
  });

  it("moves as large a share of the pictures as it says", () => {
    const moves = { rotation: 15, shift: 0.1, scale: 0, moved: 0.25 };
    const rows = drawTransforms(400, { count: 400, height: 8, width: 8, channels: 1 }, moves, Rng.fromSeed(3));
    const still = Array.from({ length: 400 }, (_, i) => rows[i * transformSize] === 1).filter(Boolean).length;
    expect(still).toBeGreaterThan(270);
    expect(still).toBeLessThan(330);
  });

  it("takes any affine movement: a row that mirrors mirrors, one that shifts shifts", () => {
    const images = picture((y, x) => (y * 9 + x) / 81);
    const mirror = gatherOnHost(images, [0], Float64Array.of(1, 0, 0, -1, 0, 0));
    const shift = gatherOnHost(images, [0], Float64Array.of(1, 0, 0, 1, 2, -1));
    for (let y = 0; y < 9; y++) {
      for (let x = 0; x < 9; x++) {
        expect(mirror[y * 9 + x]).toBe(images.pixels[y * 9 + 8 - x]);
        expect(shift[y * 9 + x]).toBe(images.pixels[Math.max(0, y - 2) * 9 + Math.min(8, x + 1)]);
      }
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
