import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { numericGradient, relativeError, startBackend, take, testedBackends } from "../testing";
import * as tf from "../tfjs";
import type { Layer } from "./dense";
import { leakyRelu } from "./leaky-relu";
import { averagePooling, maxPooling, pooledSide } from "./pooling";
import { upsampling } from "./upsampling";

const rng = Rng.fromSeed("pooling layers");
/** All different, none at zero, and far enough apart that a finite difference changes no maximum and no sign. */
const distinct = (count: number) =>
  Float32Array.from(rng.permutation(count), (place) => 0.1 * (place - Math.floor(count / 2)) + 0.05);

const cases: readonly { name: string; layer: () => Layer; shape: number[]; result: number[] }[] = [
  { name: "max, even", layer: () => maxPooling(), shape: [2, 4, 6, 3], result: [2, 2, 3, 3] },
  { name: "max, odd, cut", layer: () => maxPooling(), shape: [2, 5, 7, 2], result: [2, 2, 3, 2] },
  { name: "max, odd, kept", layer: () => maxPooling("same"), shape: [1, 5, 3, 4], result: [1, 3, 2, 4] },
  { name: "average, even", layer: () => averagePooling(), shape: [2, 4, 6, 3], result: [2, 2, 3, 3] },
  { name: "average, odd, cut", layer: () => averagePooling(), shape: [2, 5, 3, 5], result: [2, 2, 1, 5] },
  { name: "average, odd, kept", layer: () => averagePooling("same"), shape: [2, 5, 3, 4], result: [2, 3, 2, 4] },
  { name: "twice the size", layer: () => upsampling(6, 4), shape: [2, 3, 2, 3], result: [2, 6, 4, 3] },
  { name: "to an odd size", layer: () => upsampling(7, 5), shape: [2, 4, 3, 1], result: [2, 7, 5, 1] },
  { name: "leaky ReLU of pictures", layer: () => leakyRelu(0.2), shape: [1, 3, 3, 5], result: [1, 3, 3, 5] },
  { name: "leaky ReLU of codes", layer: () => leakyRelu(0.01), shape: [3, 7], result: [3, 7] },
];

describe.each(testedBackends)("on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });

  it.each(cases)("$name: the shape, and the gradient of finite differences", async ({ layer, shape, result }) => {
    const { apply } = layer();
    const x = distinct(tf.util.sizeFromShape(shape));
    const weights = Float32Array.from({ length: tf.util.sizeFromShape(result) }, (_, i) => Math.sin(1.7 * i) + 0.2);
    const loss = (values: tf.Tensor) => tf.sum(tf.mul(apply(values), tf.tensor(weights, result)));
    tf.tidy(() => {
      expect(apply(tf.tensor(x, shape)).shape).toEqual(result);
    });
    const exact = await take(tf.tidy(() => tf.grad(loss)(tf.tensor(x, shape))));
    const at = async (values: Float32Array) => (await take(tf.tidy(() => loss(tf.tensor(values, shape)))))[0];
    expect(relativeError(exact, await numericGradient([...x], at, 0.02))).toBeLessThan(2e-3);
  });

  it("takes the largest of four, channel by channel", async () => {
    const four = await take(tf.tidy(() => maxPooling().apply(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]))));
    expect(four).toEqual([4]);
    const channels = [1, -8, 2, -7, 3, -6, 4, -5];
    expect(await take(tf.tidy(() => maxPooling().apply(tf.tensor4d(channels, [1, 2, 2, 2]))))).toEqual([4, -5]);
  });

  it("takes the largest of those pixels that exist at a padded edge", async () => {
    const edge = await take(tf.tidy(() => maxPooling("same").apply(tf.tensor4d([-1, -2, -3, -5, -6, -7], [1, 2, 3, 1]))));
    expect(edge).toEqual([-1, -3]);
  });

  it("keeps what is positive, and of what is negative the share asked for", async () => {
    const [low, none, high] = await take(tf.tidy(() => leakyRelu(0.01).apply(tf.tensor1d([-1, 0, 3]))));
    expect(low).toBeCloseTo(-0.01, 8);
    expect([none, high]).toEqual([0, 3]);
    expect((await take(tf.tidy(() => leakyRelu(0.2).apply(tf.tensor1d([-5])))))[0]).toBeCloseTo(-1, 6);
  });

  it("repeats every pixel when a picture doubles", async () => {
    const doubled = await take(tf.tidy(() => upsampling(3, 4).apply(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]))));
    expect(doubled).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it("takes the mean of those pixels that exist at a padded edge", async () => {
    const means = await take(tf.tidy(() => averagePooling("same").apply(tf.tensor4d([1, 2, 3, 5, 6, 7], [1, 2, 3, 1]))));
    expect(means).toEqual([3.5, 5]);
  });
});

it("says how large a side becomes, and what can't be pooled", () => {
  expect([28, 7, 1].map((side) => [pooledSide(side), pooledSide(side, "same")])).toEqual([
    [14, 14],
    [3, 4],
    [0, 1],
  ]);
  expect(() => tf.tidy(() => maxPooling().apply(tf.zeros([1, 1, 4, 2])))).toThrow("pictures of 1 x 4 can't be pooled");
  expect(() => leakyRelu(0)).toThrow("between 0 and 1");
});
