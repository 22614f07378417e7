import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { numericGradient, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";

const rng = Rng.fromSeed("depthwise");
type Shape = [number, number, number, number];
const draw = (shape: Shape) => Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => rng.between(-1, 1));

beforeAll(async () => {
  await startBackend("cpu");
  await startBackend("wasm");
});

const convolutions = [
  { image: [1, 5, 5, 1], filter: [3, 3, 1, 1], stride: 1, pad: "valid" },
  { image: [2, 6, 5, 4], filter: [3, 3, 4, 1], stride: 1, pad: "same" },
  { image: [3, 7, 8, 5], filter: [3, 2, 5, 1], stride: 2, pad: "same" },
  { image: [2, 5, 6, 3], filter: [2, 3, 3, 2], stride: 2, pad: "valid" },
  { image: [2, 4, 4, 8], filter: [5, 5, 8, 1], stride: 1, pad: "same" },
  { image: [1, 4, 9, 2], filter: [3, 4, 2, 3], stride: 3, pad: "same" },
  { image: [1, 5, 5, 4], filter: [3, 3, 4, 1], stride: 2, pad: 1 },
] as const;

describe.each(convolutions)("gradients of a depthwise convolution on wasm, %o", ({ image, filter, stride, pad }) => {
  const imageShape = [...image] as Shape;
  const filterShape = [...filter] as Shape;
  const x = draw(imageShape);
  const w = draw(filterShape);
  const loss = (a: tf.Tensor, b: tf.Tensor) =>
    tf.sum(tf.square(tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad)));
  const gradients = () =>
    take(
      tf.tidy(() => {
        const both = tf.grads(loss)([tf.tensor(x.slice(), imageShape), tf.tensor(w.slice(), filterShape)]);
        return tf.concat(both.map((gradient) => tf.reshape(gradient, [-1])));
      }),
    );

  it("to image and filter agree with cpu and with finite differences", async () => {
    await tf.setBackend("cpu");
    const cpu = await gradients();
    await tf.setBackend("wasm");
    const wasm = await gradients();
    expect(relativeError(wasm, cpu)).toBeLessThan(1e-5);
    const value = async (all: Float32Array) =>
      (
        await take(
          tf.tidy(() => loss(tf.tensor(all.slice(0, x.length), imageShape), tf.tensor(all.slice(x.length), filterShape))),
        )
      )[0];
    expect(relativeError(wasm, await numericGradient([...x, ...w], value))).toBeLessThan(5e-3);
  });
});

it("a separable convolution, which is made of one, has its gradient too", async () => {
  await tf.setBackend("wasm");
  const gradient = tf.tidy(() =>
    tf.grad((a) =>
      tf.sum(tf.separableConv2d(a as tf.Tensor4D, tf.ones([3, 3, 2, 1]), tf.ones([1, 1, 2, 3]) as tf.Tensor4D, 1, "same")),
    )(tf.ones([1, 3, 3, 2])),
  );
  expect(await take(gradient)).toEqual([4, 6, 4, 6, 9, 6, 4, 6, 4].flatMap((taps) => [3 * taps, 3 * taps]));
});
