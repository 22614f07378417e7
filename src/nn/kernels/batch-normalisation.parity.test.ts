import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { numericGradient, relativeError, startBackend, take, testedBackends } from "../testing";
import * as tf from "../tfjs";
import { normaliseByBatch } from "./batch-normalisation";

const rng = Rng.fromSeed("batch normalisation");
const draw = (count: number, spread = 1, middle = 0) =>
  Float32Array.from({ length: count }, () => middle + spread * rng.between(-1, 1));
const epsilon = 1e-3;

/** In double precision: [result, mean, variance] of rows of `channels` values. */
function expected(x: Float32Array, scale: Float32Array, shift: Float32Array): [number[], number[], number[]] {
  const channels = scale.length;
  const rows = x.length / channels;
  const mean = new Array<number>(channels).fill(0);
  const variance = new Array<number>(channels).fill(0);
  for (const [i, value] of x.entries()) mean[i % channels] += value / rows;
  for (const [i, value] of x.entries()) variance[i % channels] += (value - mean[i % channels]) ** 2 / rows;
  const result = Array.from(x, (value, i) => {
    const c = i % channels;
    return (scale[c] * (value - mean[c])) / Math.sqrt(variance[c] + epsilon) + shift[c];
  });
  return [result, mean, variance];
}

const shapes = [
  { name: "pictures, channels in fours", shape: [2, 3, 5, 8], spread: 1, middle: 0 },
  { name: "an odd number of channels", shape: [3, 4, 3, 7], spread: 2, middle: 1 },
  { name: "one channel", shape: [3, 5, 5, 1], spread: 1, middle: 0 },
  { name: "codes", shape: [9, 6], spread: 1, middle: 0 },
  { name: "more rows than a block, far from zero", shape: [5, 16, 17, 5], spread: 1, middle: 300 },
  { name: "one row", shape: [1, 6], spread: 1, middle: 2 },
];

describe.each(testedBackends)("normalising by the batch on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });

  it.each(shapes)("is right for $name, and its moments too", async ({ shape, spread, middle }) => {
    const channels = shape[shape.length - 1];
    const [x, scale, shift] = [draw(tf.util.sizeFromShape(shape), spread, middle), draw(channels), draw(channels)];
    const moments: tf.Tensor[] = [];
    const result = tf.tidy(() =>
      normaliseByBatch(tf.tensor(x, shape), tf.tensor1d(scale), tf.tensor1d(shift), epsilon, (...found) => {
        moments.push(...found.map((one) => tf.keep(tf.clone(one))));
      }),
    );
    expect(result.shape).toEqual(shape);
    const [values, mean, variance] = expected(x, scale, shift);
    expect(relativeError(await take(result), values)).toBeLessThan(1e-3);
    expect(moments).toHaveLength(2);
    expect(relativeError(await take(moments[0]), mean)).toBeLessThan(1e-5);
    expect(relativeError(await take(moments[1]), variance)).toBeLessThan(1e-4);
  });

  it.each([
    [3, 2, 2, 5],
    [7, 4],
  ])("has the gradients of finite differences: %i x %i …", async (...shape) => {
    const channels = shape[shape.length - 1];
    const values = [draw(tf.util.sizeFromShape(shape)), draw(channels), draw(channels)];
    const shaped = values.map((_, i) => (i === 0 ? shape : [channels]));
    const inputs = () => values.map((value, i) => tf.tensor(value, shaped[i]));
    const weights = draw(values[0].length);
    const loss = (x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor) =>
      tf.sum(
        tf.mul(
          normaliseByBatch(x, scale, shift, epsilon, () => {}),
          tf.tensor(weights, shape),
        ),
      );
    const exact = tf.tidy(() => tf.grads(loss as (...xs: tf.Tensor[]) => tf.Tensor)(inputs()));
    for (const [place, value] of values.entries()) {
      const at = async (changed: Float32Array) => {
        const [x, scale, shift] = inputs().map((given, i) => (i === place ? tf.tensor(changed, shaped[i]) : given));
        return (await take(tf.tidy(() => loss(x, scale, shift))))[0];
      };
      expect(relativeError(await take(exact[place]), await numericGradient([...value], at, 5e-3))).toBeLessThan(1e-2);
    }
  });

  it("gives the same bits every time", async () => {
    const [x, scale, shift] = [draw(6 * 9 * 9 * 6), draw(6), draw(6)];
    const once = () =>
      tf.tidy(() =>
        tf.grad((values) => {
          const y = normaliseByBatch(values, tf.tensor1d(scale), tf.tensor1d(shift), epsilon, () => {});
          return tf.sum(tf.mul(y, tf.square(y)));
        })(tf.tensor(x, [6, 9, 9, 6])),
      );
    expect(await take(once())).toEqual(await take(once()));
  });
});
