import { beforeAll, expect, it } from "vitest";
import { startBackend, take } from "../testing";
import * as tf from "../tfjs";

beforeAll(async () => {
  await startBackend("wasm");
});

it.each([1, 4, 7, 18])("gives x above zero and slope · x below it, for %i values", async (count) => {
  const x = Array.from({ length: count }, (_, i) => Math.round(100 * Math.sin(2.1 * i + 1)) / 16);
  const y = await take(tf.tidy(() => tf.leakyRelu(tf.tensor1d(x), 0.25)));
  expect(y).toEqual(x.map((value) => (value > 0 ? value : value / 4)));
});

it("keeps what is not a number, and leaves slopes above 1 to tfjs", async () => {
  expect(await take(tf.tidy(() => tf.leakyRelu(tf.tensor1d([Number.NaN, Number.NaN, 1, 2, Number.NaN]), 0.25)))).toEqual([
    Number.NaN,
    Number.NaN,
    1,
    2,
    Number.NaN,
  ]);
  expect(await take(tf.tidy(() => tf.leakyRelu(tf.tensor1d([-1, 3]), 2)))).toEqual([-2, 3]);
});
