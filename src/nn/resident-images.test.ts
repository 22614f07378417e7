import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Images, imageSize } from "../core/images";
import { Rng } from "../core/rng";
import { memoryInUse } from "./backend";
import { mapImages } from "./batches";
import { uploadImages } from "./resident-images";
import { startBackend, take } from "./testing";
import * as tf from "./tfjs";

const rng = Rng.fromSeed("resident images");

function draw(count: number, value: () => number): Images {
  const shape = { count, height: 3, width: 5, channels: 1 as const };
  const pixels = Float32Array.from({ length: count * imageSize(shape) }, value);
  return { shape, pixels, paths: Array.from({ length: count }, (_, i) => String(i)), truth: null };
}
const bytes = () => rng.integer(256) / 255;

/** The augmentation as it was before there was a kernel for it: one image, one pixel at a time, in double precision. */
function movedImage(pixels: Float32Array, height: number, width: number, rotation: number, shift: number, random: Rng): number[] {
  const angle = (random.between(-rotation, rotation) * Math.PI) / 180;
  const shiftY = random.between(-shift, shift) * height;
  const shiftX = random.between(-shift, shift) * width;
  const zoom = 1 + random.between(0, 0);
  const [cos, sin] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom];
  const clamp = (value: number, high: number) => Math.min(Math.max(value, 0), high);
  return Array.from({ length: height * width }, (_, i) => {
    const dy = Math.floor(i / width) - (height - 1) / 2 - shiftY;
    const dx = (i % width) - (width - 1) / 2 - shiftX;
    const sy = clamp(cos * dy - sin * dx + (height - 1) / 2, height - 1);
    const sx = clamp(sin * dy + cos * dx + (width - 1) / 2, width - 1);
    const [y0, x0] = [Math.floor(sy), Math.floor(sx)];
    const [y1, x1] = [Math.min(height - 1, y0 + 1), Math.min(width - 1, x0 + 1)];
    const [fy, fx] = [sy - y0, sx - x0];
    const above = pixels[y0 * width + x0] * (1 - fx) + pixels[y0 * width + x1] * fx;
    const below = pixels[y1 * width + x0] * (1 - fx) + pixels[y1 * width + x1] * fx;
    return Math.fround(above * (1 - fy) + below * fy);
  });
}

beforeAll(async () => {
  await startBackend("wasm");
});
let before = memoryInUse();
beforeEach(() => {
  before = memoryInUse();
});
afterEach(() => expect(memoryInUse()).toEqual(before));

describe("uploaded images on wasm", () => {
  it("lie in bytes where every pixel is a 255th, else in floats, or on the host where there is no room", async () => {
    const cases = [
      [draw(6, bytes), 90, "bytes", 90],
      [draw(6, bytes), 89, "host", 0],
      [draw(6, () => rng.uniform()), 360, "floats", 360],
      [draw(6, () => rng.uniform()), 359, "host", 0],
    ] as const;
    for (const [images, budget, storage, taken] of cases) {
      const resident = await uploadImages(images, undefined, { budget, chunk: 1e6 });
      expect(resident.storage).toBe(storage);
      // Beside the pixels: the 256 values of the bytes, and the last word, which is filled up.
      expect(memoryInUse().bytes - before.bytes).toBe(taken === 0 ? 0 : Math.ceil(taken / 4) * 4 + 1024);
      expect(await take(resident.range(0, 6))).toEqual([...images.pixels]);
      resident.dispose();
    }
  });

  it("turn to floats when a late pixel is no 255th, and to the host when a tensor can't hold one image", async () => {
    const images = draw(6, bytes);
    images.pixels[89] = 0.5;
    const late = await uploadImages(images, undefined, { budget: 1e6, chunk: 60 });
    expect(late.storage).toBe("floats");
    expect(await take(late.range(5, 6))).toEqual([...images.pixels.subarray(75)]);
    late.dispose();
    const large = await uploadImages(images, undefined, { budget: 1e6, chunk: 14 });
    expect(large.storage).toBe("host");
    large.dispose();
  });

  it("are moved to the last bit as one image at a time on the host", async () => {
    const images = draw(5, bytes);
    for (const budget of [0, 1e6]) {
      const resident = await uploadImages(images, undefined, { budget, chunk: 1e6 });
      const random = Rng.fromSeed(9);
      const got = await take(resident.batch([4, 1, 4], { rotation: 10, shift: 0.1, scale: 0 }, Rng.fromSeed(9)));
      const expected = [4, 1, 4].flatMap((i) => movedImage(images.pixels.subarray(i * 15, i * 15 + 15), 3, 5, 10, 0.1, random));
      expect(got).toEqual(expected);
      resident.dispose();
    }
  });

  it("refuse an image that is not there", async () => {
    const resident = await uploadImages(draw(3, bytes));
    expect(() => resident.batch([0, 3], null, rng)).toThrow("There is no image 3 among 3.");
    expect(() => resident.range(-1, 1)).toThrow("There is no image -1 among 3.");
    resident.dispose();
  });

  it("leave nothing behind when uploading is aborted", async () => {
    const controller = new AbortController();
    const uploading = uploadImages(draw(100, bytes), controller.signal, { budget: 1e6, chunk: 150 });
    controller.abort(new Error("stopped"));
    await expect(uploading).rejects.toThrow("stopped");
  });

  it("pass through mapImages in order, whatever the batches", async () => {
    const images = draw(1030, bytes);
    const resident = await uploadImages(images, undefined, { budget: 1e6, chunk: 7000 });
    const found = await mapImages(resident, (batch) => tf.reshape(batch, [-1, 15]), 15, 1e6, new AbortController().signal);
    expect(found.rows).toBe(1030);
    expect(found.data).toEqual(images.pixels);
    resident.dispose();
  });
});
