import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ImageShape } from "../../core/images";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../backend";
import { compactMaps } from "../layers/compact-maps";
import { startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { createVariationalAutoencoder, drawNoise, type VariationalOptions } from "./variational";

const options = (network: VariationalOptions["network"], logVarianceStart = -1): VariationalOptions => ({
  network,
  filters: [4, 6, 8],
  widths: [20, 30],
  codeSize: 3,
  logVarianceStart,
});

beforeAll(async () => {
  await startBackend("wasm");
});
let before = memoryInUse();
beforeEach(() => {
  before = memoryInUse();
});
afterEach(() => expect(memoryInUse()).toEqual(before));

describe.each(["convolutional", "dense", "pooled"] as const)("%s", (network) => {
  it.each([
    [16, 16, 1],
    [17, 23, 3],
  ] as const)("maps %i x %i x %i pictures to means and variances and back", async (height, width, channels) => {
    const shape: ImageShape = { count: 2, height, width, channels };
    const net = createVariationalAutoencoder(options(network), shape, Rng.fromSeed(1));
    const x = tf.randomUniform([2, height, width, channels], 0, 1, "float32", 4);
    const { mean, logVariance } = tf.tidy(() => ({ ...net.encode(x) }));
    expect(mean.shape).toEqual([2, 3]);
    expect(logVariance.shape).toEqual([2, 3]);
    const redrawn = tf.tidy(() => net.decoder.apply(mean));
    expect(redrawn.shape).toEqual([2, height, width, channels]);
    redrawn.dispose();
    // The mean head is the plain encoder's code, and the variance starts near where it was told to.
    const plain = tf.tidy(() => net.encoder.apply(x));
    expect(await take(mean)).toEqual(await take(plain));
    for (const value of await take(logVariance)) expect(Math.abs(value + 1)).toBeLessThan(0.5);
    x.dispose();
    net.dispose();
  });
});

it("trains the variance's head only where the loss asks for it", () => {
  const shape: ImageShape = { count: 2, height: 8, width: 8, channels: 1 };
  const net = createVariationalAutoencoder(options("dense"), shape, Rng.fromSeed(1));
  tf.tidy(() => {
    const x = tf.ones([2, 8, 8, 1]);
    const all = Object.values(net.variables);
    const plain = tf.variableGrads(() => tf.sum(net.decoder.apply(net.encoder.apply(x))) as tf.Scalar, all).grads;
    const whole = tf.variableGrads(() => tf.sum(net.encode(x).logVariance) as tf.Scalar, all).grads;
    const head = net.variables["encoder/log-variance/weights"].name;
    expect(plain[head] ?? null).toBeNull();
    expect(whole[head].shape).toEqual([30, 3]);
  });
  net.dispose();
});

it("holds the log variance within ±10", async () => {
  const shape: ImageShape = { count: 1, height: 8, width: 8, channels: 1 };
  const net = createVariationalAutoencoder(options("dense", 2), shape, Rng.fromSeed(1));
  const huge = await take(tf.tidy(() => net.encode(tf.fill([1, 8, 8, 1], 1e6)).logVariance));
  for (const value of huge) expect(Math.abs(value)).toBeLessThanOrEqual(10);
  net.dispose();
});

it("gives a batch taken in parts the noise that it has in one", async () => {
  const [whole, parts] = [Rng.fromSeed("noise"), Rng.fromSeed("noise")];
  const one = await take(drawNoise(7, 3, whole));
  const two = [...(await take(drawNoise(4, 3, parts))), ...(await take(drawNoise(3, 3, parts)))];
  expect(two).toEqual(one);
  // Standard normal: 21 of them are rarely all of one sign, and hardly ever beyond 5.
  expect(Math.min(...one)).toBeLessThan(0);
  expect(Math.max(...one.map(Math.abs))).toBeLessThan(5);
});

it.each([
  [1, 8, 8, 16, [4, 4, 16]],
  [1, 5, 3, 16, [3, 3, 16]],
  [2, 48, 48, 32, [4, 4, 32]],
  [3, 2, 2, 256, [1, 1, 256]],
  [3, 7, 7, 128, [2, 2, 128]],
  [0, 28, 28, 1, [28, 28, 1]],
  [0, 96, 96, 3, [16, 16, 3]],
] as const)("averages layer %i of %i x %i with %i channels into few cells", async (layer, height, width, channels, cells) => {
  const maps = tf.ones([2, height, width, channels]) as tf.Tensor4D;
  const compact = tf.tidy(() => tf.clone(compactMaps(maps, layer)));
  expect(compact.shape).toEqual([2, ...cells]);
  for (const value of await take(compact)) expect(value).toBeCloseTo(1, 5);
  maps.dispose();
});
