import { beforeAll, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";

const rng = Rng.fromSeed("segment sum");

beforeAll(async () => {
  await startBackend("wasm");
});

it.each([
  [1, 1, 1],
  [20, 4, 5],
  [33, 7, 40],
  [9, 16, 2],
])("adds up %i rows of %i values in %i segments; ids beyond them are left out", async (count, width, segments) => {
  const x = Float32Array.from({ length: count * width }, () => rng.between(-1, 1));
  const ids = Int32Array.from({ length: count }, () => rng.integer(segments + 2) - 1);
  const expected = new Float64Array(segments * width);
  for (let i = 0; i < count * width; i++) {
    const id = ids[Math.floor(i / width)];
    if (id >= 0 && id < segments) expected[id * width + (i % width)] += x[i];
  }
  const got = tf.tidy(() =>
    tf.unsortedSegmentSum(tf.tensor2d(x.slice(), [count, width]), tf.tensor1d(ids.slice(), "int32"), segments),
  );
  expect(got.shape).toEqual([segments, width]);
  expect(relativeError(await take(got), [...expected])).toBeLessThan(1e-6);
});
