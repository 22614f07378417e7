import { beforeAll, expect, it } from "vitest";
import { startBackend, take } from "../testing";
import * as tf from "../tfjs";

beforeAll(async () => {
  await startBackend("wasm");
});

it.each([
  [[6], [2], [3]],
  [[6], [0], [-1]],
  [
    [5, 3],
    [1, 0],
    [3, 3],
  ],
  [
    [5, 3],
    [4, 1],
    [1, 2],
  ],
  [
    [5, 3],
    [1, 1],
    [3, 2],
  ],
  [
    [4, 2, 3],
    [2, 0, 0],
    [1, -1, 3],
  ],
  [
    [4, 2, 3],
    [0, 1, 0],
    [4, 1, 3],
  ],
  [
    [4, 2, 3],
    [3, 0, 0],
    [0, 2, 3],
  ],
])("a slice of %o from %o, %o large, is that of its definition", async (shape, begin, size) => {
  const whole = size.map((count, axis) => (count === -1 ? shape[axis] - begin[axis] : count));
  const strides = tf.util.computeStrides(shape);
  const expected: number[] = [];
  const count = tf.util.sizeFromShape(shape);
  for (let at = 0; at < count; at++) {
    const place = tf.util.indexToLoc(at, shape.length, strides);
    if (place.every((p, axis) => p >= begin[axis] && p < begin[axis] + whole[axis])) expected.push(at);
  }
  for (const dtype of ["float32", "int32"] as const) {
    const before = tf.memory().numTensors;
    const flat = tf.range(0, count, 1, dtype);
    const x = tf.reshape(flat, shape);
    const got = tf.slice(x, begin, size);
    expect(got.shape).toEqual(whole);
    expect(got.dtype).toBe(dtype);
    expect(await take(got)).toEqual(expected);
    // A copy: what becomes of the one does not touch the other.
    expect(await take(x)).toEqual([...Array(count).keys()]);
    flat.dispose();
    expect(tf.memory().numTensors).toBe(before);
  }
});

it("a slice beyond its tensor is refused", () => {
  expect(() => tf.tidy(() => tf.slice(tf.zeros([4, 2]), [3, 0], [2, 2]))).toThrow();
});
