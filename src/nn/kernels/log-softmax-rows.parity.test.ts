import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { numericGradient, relativeError, startBackend, take, testedBackends } from "../testing";
import * as tf from "../tfjs";
import { logSoftmaxRows } from "./log-softmax-rows";

const rng = Rng.fromSeed("log-softmax of rows");
const draw = (count: number, reach: number) => Float32Array.from({ length: count }, () => rng.between(-reach, reach));

/** The same in double precision, one row at a time. */
function plain(x: Float32Array, rows: number, cols: number): number[] {
  return Array.from({ length: rows }, (_, i) => [...x.subarray(i * cols, (i + 1) * cols)]).flatMap((row) => {
    const highest = Math.max(...row);
    const logSum = highest + Math.log(row.reduce((sum, value) => sum + Math.exp(value - highest), 0));
    return row.map((value) => value - logSum);
  });
}

describe.each(testedBackends)("log-softmax of rows on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
    expect(tf.getBackend()).toBe(backend);
  });

  it.each([
    [1, 1],
    [1, 7],
    [5, 1],
    [3, 64],
    [31, 65],
    [257, 10],
  ])("is that of double precision, with its gradient: [%i, %i]", async (rows, cols) => {
    const x = draw(rows * cols, 4);
    const w = draw(rows * cols, 1);
    const got = await take(tf.tidy(() => logSoftmaxRows(tf.tensor2d(x.slice(), [rows, cols]))));
    const expected = plain(x, rows, cols);
    expect(relativeError(got, expected)).toBeLessThan(2e-6);

    const weights = tf.tensor2d(w.slice(), [rows, cols]);
    const gradient = await take(
      tf.tidy(() =>
        tf.grad((logits) => tf.sum(tf.mul(logSoftmaxRows(logits as tf.Tensor2D), weights)))(tf.tensor2d(x.slice(), [rows, cols])),
      ),
    );
    weights.dispose();
    const exact = expected.map((y, i) => {
      const start = i - (i % cols);
      return w[i] - Math.exp(y) * w.subarray(start, start + cols).reduce((sum, value) => sum + value, 0);
    });
    expect(relativeError(gradient, exact)).toBeLessThan(5e-6);
  });

  it("has a gradient that finite differences confirm", async () => {
    const x = draw(6, 2);
    const w = draw(6, 1);
    const loss = (logits: tf.Tensor) => tf.sum(tf.mul(logSoftmaxRows(logits as tf.Tensor2D), tf.tensor2d(w.slice(), [2, 3])));
    const exact = await take(tf.tidy(() => tf.grad(loss)(tf.tensor2d(x.slice(), [2, 3]))));
    const value = async (values: Float32Array) => (await take(tf.tidy(() => loss(tf.tensor2d(values, [2, 3])))))[0];
    expect(relativeError(exact, await numericGradient([...x], value))).toBeLessThan(2e-3);
  });

  it("neither overflows nor loses digits where logits are far from zero", async () => {
    const x = Float32Array.from([1000, 1001, 999, -1000, -1000, -2000]);
    const got = await take(tf.tidy(() => logSoftmaxRows(tf.tensor2d(x.slice(), [2, 3]))));
    expect(relativeError(got.slice(0, 3), plain(x, 2, 3).slice(0, 3))).toBeLessThan(1e-6);
    expect(got[3]).toBeCloseTo(-Math.LN2, 6);
    expect(got[5]).toBeCloseTo(-1000 - Math.LN2, 2);
  });
});
