import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../backend";
import { uploadImages } from "../resident-images";
import { startBackend } from "../testing";
import * as tf from "../tfjs";
import { blottedShare, noiseDeviation } from "./vector-noise";

const [count, width] = [40, 50];
const pixels = Float32Array.from({ length: count * width }, (_, p) => ((p % 7) - 3) * 2 + 0.5);
const shape = { count, height: 1, width, channels: 1, vectors: true } as const;
const images = { shape, pixels, paths: Array.from({ length: count }, (_, i) => `${i}`), truth: null };
const all = Int32Array.from({ length: count }, (_, i) => i);
const moves = { rotation: 15, shift: 0.1, scale: 0.1, flip: 0.5 };

async function batchOf(rows: Int32Array, augmentation: typeof moves | null, rng: Rng): Promise<Float32Array> {
  const resident = await uploadImages(images);
  const batch = resident.batch(rows, augmentation, rng);
  const values = await batch.data<"float32">();
  expect(batch.shape).toEqual([rows.length, 1, width, 1]);
  tf.dispose(batch);
  resident.dispose();
  return values.slice();
}

describe("vectors in batches", () => {
  beforeAll(async () => {
    await startBackend("wasm");
  });

  it("come as they are without augmentation, negative values too", async () => {
    expect(await batchOf(all, null, Rng.fromSeed(1))).toEqual(pixels);
  });

  it("get noise and blots where pictures would be moved, whatever the move, and leave no tensor behind", async () => {
    const before = memoryInUse();
    const values = await batchOf(all, moves, Rng.fromSeed(1));
    expect(memoryInUse()).toEqual(before);
    const blotted = values.filter((value) => value === 0).length / values.length;
    expect(blotted).toBeGreaterThan(0.7 * blottedShare);
    expect(blotted).toBeLessThan(1.3 * blottedShare);
    const added = [...values].map((value, p) => value - pixels[p]).filter((_, p) => values[p] !== 0);
    const deviation = Math.sqrt(added.reduce((sum, value) => sum + value ** 2, 0) / added.length);
    expect(deviation).toBeGreaterThan(0.9 * noiseDeviation);
    expect(deviation).toBeLessThan(1.1 * noiseDeviation);
  });

  it("are the same batch when it is taken in parts", async () => {
    const whole = await batchOf(all, moves, Rng.fromSeed(2));
    const rng = Rng.fromSeed(2);
    const parts = [await batchOf(all.subarray(0, 13), moves, rng), await batchOf(all.subarray(13), moves, rng)];
    expect([...parts[0], ...parts[1]]).toEqual([...whole]);
  });
});
