import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Images } from "../core/images";
import { hashImages } from "./dataset-hash";

const images = (change: Partial<Images> = {}): Images => ({
  shape: { count: 2, height: 1, width: 2, channels: 1 },
  pixels: Float32Array.of(0, 0.25, 0.5, 1),
  paths: ["a", "b"],
  truth: { codes: Int32Array.of(0, 1), names: ["x", "y"] },
  ...change,
});
const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("hashImages", () => {
  it("is the SHA-256 that node:crypto gives for the documented text", async () => {
    const text = JSON.stringify({
      format: "kindred-images-1",
      shape: [2, 1, 2, 1],
      pixels: [sha256(new Uint8Array(images().pixels.buffer))],
      labels: { names: ["x", "y"], codes: [sha256(new Uint8Array(Int32Array.of(0, 1).buffer))] },
    });
    expect(await hashImages(images())).toBe(sha256(text));
  });

  it("tells apart every part but the paths", async () => {
    const variants: Partial<Images>[] = [
      {},
      { truth: null },
      { truth: { codes: Int32Array.of(-1, -1), names: [] } },
      { truth: { codes: Int32Array.of(0, 1), names: ["x", "z"] } },
      { truth: { codes: Int32Array.of(1, 0), names: ["x", "y"] } },
      { shape: { count: 2, height: 2, width: 1, channels: 1 } },
      { pixels: Float32Array.of(0, 0.25, 0.5, 0.75) },
    ];
    const hashes = await Promise.all(variants.map((variant) => hashImages(images(variant))));
    expect(new Set(hashes).size).toBe(variants.length);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashImages(images({ paths: ["c", "d"] }))).toBe(hashes[0]);
  });

  it("reads only the view of a larger buffer, and shared memory alike", async () => {
    const large = Float32Array.of(9, 0, 0.25, 0.5, 1, 9);
    const shared = new Float32Array(new SharedArrayBuffer(16));
    shared.set(images().pixels);
    const expected = await hashImages(images());
    expect(await hashImages(images({ pixels: large.subarray(1, 5) }))).toBe(expected);
    expect(await hashImages(images({ pixels: shared }))).toBe(expected);
  });

  it("sees a change beyond the first piece of 16 MiB", async () => {
    const count = (1 << 22) + 8;
    const shape = { count: 1, height: 1, width: count, channels: 1 } as const;
    const pixels = new Float32Array(count);
    const before = await hashImages(images({ shape, pixels, truth: null }));
    pixels[count - 1] = 1;
    expect(await hashImages(images({ shape, pixels, truth: null }))).not.toBe(before);
  });
});
