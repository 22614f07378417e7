import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { countDispatches } from "../dispatch-count";
import { numericGradient, relativeError, startBackend, take, testedBackends } from "../testing";
import * as tf from "../tfjs";
import { meanSquaredError } from "./mean-squared-error";
import { reluGradient } from "./relu-gradient";

const rng = Rng.fromSeed("gradients of dense layers");
const draw = (count: number) => Float32Array.from({ length: count }, () => rng.between(-1, 1));

describe.each(testedBackends)("on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
    expect(tf.getBackend()).toBe(backend);
  });

  it.each([[[1]], [[33, 65]], [[3, 5, 7, 11]]])("the gradient of ReLU passes where the result is positive: %j", async (shape) => {
    const size = tf.util.sizeFromShape(shape);
    const dy = draw(size);
    const y = draw(size).map((value) => Math.max(0, value));
    const got = tf.tidy(() => reluGradient(tf.tensor(dy.slice(), shape), tf.tensor(y.slice(), shape)));
    expect(got.shape).toEqual(shape);
    // -0, which some backends give, is 0.
    expect((await take(got)).map((value) => value + 0)).toEqual([...dy].map((value, i) => (y[i] > 0 ? value : 0)));
  });

  it.each([
    [[1, 1], [0]],
    [[1, 5], [0]],
    [[256, 10], [0]],
    [
      [1, 33, 65],
      [0, 1],
    ],
    [[2500, 17], [0]],
    [
      [3, 20, 21, 5],
      [0, 1, 2],
    ],
    [[5, 7, 9], [0]],
    // The original's: the last axis, all, and a gap.
    [[33, 65], [1]],
    [
      [33, 65],
      [0, 1],
    ],
    [
      [4, 5, 6],
      [0, 2],
    ],
  ])("sums %j over the axes %j as double precision does", async (shape, axes) => {
    const x = draw(tf.util.sizeFromShape(shape)).map((value) => value + 0.5);
    const strides = [...tf.util.computeStrides(shape), 1];
    const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    const sums = new Map<string, number>();
    x.forEach((value, i) => {
      const at = kept.map((axis) => Math.floor(i / strides[axis]) % shape[axis]).join();
      sums.set(at, (sums.get(at) ?? 0) + value);
    });
    for (const keepDims of [false, true]) {
      const got = tf.tidy(() => tf.sum(tf.tensor(x.slice(), shape), axes, keepDims));
      expect(got.shape).toEqual(
        keepDims ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) : kept.map((axis) => shape[axis]),
      );
      expect(relativeError(await take(got), [...sums.values()])).toBeLessThan(1e-5);
    }
  });

  it.each([[[1]], [[3, 5]], [[40, 33]]])("the mean squared error and its gradients are exact: %j", async (shape) => {
    const size = tf.util.sizeFromShape(shape);
    const [a, b] = [draw(size), draw(size)];
    const loss = (goal: tf.Tensor, output: tf.Tensor) => tf.mul(meanSquaredError(goal, output), 3) as tf.Scalar;
    const inputs = () => [tf.tensor(a.slice(), shape), tf.tensor(b.slice(), shape)];
    const value = await take(tf.tidy(() => loss(inputs()[0], inputs()[1])));
    expect(relativeError(value, [a.reduce((sum, one, i) => sum + (one - b[i]) ** 2, 0) * (3 / size)])).toBeLessThan(1e-6);
    const gradients = await take(
      tf.tidy(() =>
        tf.concat(
          tf
            .grads(loss)(inputs())
            .map((gradient) => tf.reshape(gradient, [-1])),
        ),
      ),
    );
    const toOutput = [...b].map((one, i) => (6 / size) * (one - a[i]));
    expect(relativeError(gradients, [...toOutput.map((slope) => -slope), ...toOutput])).toBeLessThan(1e-5);
  });

  it("the mean squared error has a gradient that finite differences confirm, and wants one shape", async () => {
    const [a, b] = [draw(6), draw(6)];
    const loss = (output: tf.Tensor) => meanSquaredError(tf.tensor2d(a.slice(), [2, 3]), output);
    const exact = await take(tf.tidy(() => tf.grad(loss)(tf.tensor2d(b.slice(), [2, 3]))));
    const value = async (values: Float32Array) => (await take(tf.tidy(() => loss(tf.tensor2d(values, [2, 3])))))[0];
    expect(relativeError(exact, await numericGradient([...b], value))).toBeLessThan(1e-3);
    tf.tidy(() => {
      expect(() => meanSquaredError(tf.zeros([2, 3]), tf.zeros([3, 2]))).toThrow("must have one shape, got [2, 3] and [3, 2]");
    });
  });

  it("a product of long rows gives the same bits each time", async () => {
    const [rows, inner, cols] = [16, 2048, 10];
    const [a, b] = [draw(rows * inner), draw(inner * cols)];
    const product = () =>
      take(tf.tidy(() => tf.matMul(tf.tensor2d(a.slice(), [rows, inner]), tf.tensor2d(b.slice(), [inner, cols]))));
    const first = await product();
    const exact = first.map((_, at) => {
      let sum = 0;
      for (let l = 0; l < inner; l++) sum += a[Math.floor(at / cols) * inner + l] * b[l * cols + (at % cols)];
      return sum;
    });
    expect(relativeError(first, exact)).toBeLessThan(1e-5);
    for (let i = 0; i < 4; i++) expect(await product()).toEqual(first);
  });

  if (backend !== "webgpu") return;

  it("each takes one dispatch, the mean squared error two forward and one back", async () => {
    const x = tf.tensor2d(draw(256 * 10), [256, 10]);
    const y = tf.relu(x);
    const wide = tf.tensor2d(draw(16 * 2048), [16, 2048]);
    const narrow = tf.tensor2d(draw(2048 * 10), [2048, 10]);
    const counts = {
      relu: await countDispatches(() => tf.dispose(reluGradient(x, y))),
      sum: await countDispatches(() => tf.dispose(tf.sum(x, 0))),
      product: await countDispatches(() => tf.dispose(tf.matMul(wide, narrow))),
      error: await countDispatches(() => tf.tidy(() => void tf.grad((output) => meanSquaredError(y, output))(x))),
    };
    expect(counts).toEqual({ relu: 1, sum: 1, product: 1, error: 3 });
    tf.dispose([x, y, wide, narrow]);
  });
});
