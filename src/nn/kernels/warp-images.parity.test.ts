import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../backend";
import { startBackend, take, testedBackends } from "../testing";
import * as tf from "../tfjs";
import { warpByGathering, warpImages } from "./warp-images";

const rng = Rng.fromSeed("warp images");

/** One value at a time, in double precision. */
function plainly(x: Float32Array, field: Float32Array, [b, h, w, c]: readonly number[]): number[] {
  const clamp = (value: number, high: number) => Math.min(high, Math.max(0, value));
  return Array.from(x, (_, p) => {
    const [k, column, y, i] = [p % c, Math.floor(p / c) % w, Math.floor(p / c / w) % h, Math.floor(p / c / w / h)];
    expect(i).toBeLessThan(b);
    const move = (which: number) => field[((i * 2 + which) * h + y) * w + column];
    const [sy, sx] = [clamp(y + move(0), h - 1), clamp(column + move(1), w - 1)];
    const [y0, x0] = [Math.floor(sy), Math.floor(sx)];
    const at = (r: number, s: number) => x[((i * h + Math.min(r, h - 1)) * w + Math.min(s, w - 1)) * c + k];
    const row = (r: number) => at(r, x0) * (1 - sx + x0) + at(r, x0 + 1) * (sx - x0);
    return row(y0) * (1 - sy + y0) + row(y0 + 1) * (sy - y0);
  });
}

describe.each(testedBackends)("warpImages on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });
  let before = memoryInUse();
  beforeEach(() => {
    before = memoryInUse();
  });
  afterEach(() => expect(memoryInUse()).toEqual(before));

  it.each([
    [1, 1, 1, 1],
    [3, 5, 7, 1],
    [2, 8, 3, 3],
    [4, 1, 6, 3],
  ] as const)("reads every pixel elsewhere, and beyond the edge the edge: [%i, %i, %i, %i]", async (b, h, w, c) => {
    const pixels = Float32Array.from({ length: b * h * w * c }, () => rng.uniform());
    const moves = Float32Array.from({ length: b * 2 * h * w }, (_, p) => (p % 5 === 0 ? Math.round : Number)(rng.between(-9, 9)));
    const [x, field] = [tf.tensor4d(pixels, [b, h, w, c]), tf.tensor4d(moves, [b, 2, h, w])];
    const expected = plainly(pixels, moves, [b, h, w, c]);
    for (const warp of [warpImages, warpByGathering]) {
      const got = await take(tf.tidy(() => warp(x, field)));
      expect(Math.max(...got.map((value, p) => Math.abs(value - expected[p])))).toBeLessThan(2e-6);
    }
    const still = tf.zerosLike(field);
    expect(await take(warpImages(x, still))).toEqual([...pixels]);
    tf.dispose([x, field, still]);
  });
});
