import { beforeAll, expect, it } from "vitest";
import { startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { linearised } from "./linearised";

beforeAll(async () => {
  await startBackend("wasm");
});

it("has the value and the slopes that it is given, and passes them on through what made its inputs", async () => {
  const before = tf.memory().numTensors;
  const { value, grads } = tf.tidy(() => {
    const w = tf.tensor1d([1, 2, 3]);
    const loss = (x: tf.Tensor) =>
      tf.mul(linearised(tf.scalar(7), [tf.mul(x, 2), tf.square(x)], [tf.tensor1d([1, 0, -1]), tf.tensor1d([0.5, 1, 0])]), 3);
    return tf.valueAndGrads(loss)([w]);
  });
  expect(await take(value)).toEqual([21]);
  // 3 (2 · slope of 2x + 2x · slope of x²)
  expect(await take(grads[0])).toEqual([9, 12, -6]);
  expect(tf.memory().numTensors).toBe(before);
});

it("refuses slopes of other shapes", () => {
  expect(() => tf.tidy(() => linearised(tf.scalar(0), [tf.zeros([2, 3])], [tf.zeros([3, 2])]))).toThrow("[2, 3] and [3, 2]");
  expect(() => tf.tidy(() => linearised(tf.scalar(0), [tf.zeros([2])], []))).toThrow("needs a slope");
});
