import { expect, test } from "vitest";
import { thumbnailsOf } from "./thumbnails";

function images(count: number, height: number, width: number, channels: 1 | 3) {
  const pixels = Float32Array.from({ length: count * height * width * channels }, (_, i) => (i % 256) / 255);
  return {
    shape: { count, height, width, channels },
    pixels,
    paths: Array.from({ length: count }, (_, i) => `${i}`),
    truth: null,
  };
}

test("small images are taken as they are", () => {
  const sheet = thumbnailsOf(images(3, 16, 16, 1));
  expect(sheet).toMatchObject({ height: 16, width: 16, channels: 1 });
  expect(Array.from(sheet.pixels.subarray(0, 300))).toEqual(Array.from({ length: 300 }, (_, i) => i % 256));
});

test("large ones shrink to 48 and keep their aspect", () => {
  expect(thumbnailsOf(images(2, 96, 48, 3))).toMatchObject({ height: 48, width: 24, channels: 3 });
});

test("many together stay within the bytes allowed", () => {
  const sheet = thumbnailsOf(images(1000, 30, 30, 1), 640_000);
  expect(sheet.height).toBe(25);
  expect(sheet.pixels.length).toBeLessThanOrEqual(640_000);
});

test("vectors become square tiles, stretched over the whole set", () => {
  const { shape, ...rest } = images(4, 1, 512, 1);
  const sheet = thumbnailsOf({ ...rest, shape: { ...shape, vectors: true } });
  expect(sheet).toMatchObject({ height: 16, width: 16, channels: 1 });
  expect(Math.min(...sheet.pixels)).toBeLessThan(40);
  expect(Math.max(...sheet.pixels)).toBeGreaterThan(215);
  const few = images(2, 1, 5, 1);
  const small = thumbnailsOf({ ...few, shape: { ...few.shape, vectors: true } });
  expect([small.height, small.pixels.length]).toEqual([3, 18]);
});
