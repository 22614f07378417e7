import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { numericGradient, relativeError, startBackend, take, testedBackends } from "../testing";
import * as tf from "../tfjs";
import { squaredDistances } from "./pairwise-distances";

const rng = Rng.fromSeed("pairwise distances");
const draw = (count: number) => Float32Array.from({ length: count }, () => rng.between(-2, 2));

/** The same in double precision. */
function plain(a: Float32Array, b: Float32Array, n: number, m: number, d: number): number[] {
  const row = (x: Float32Array, i: number) => Array.from(x.subarray(i * d, (i + 1) * d));
  return Array.from({ length: n * m }, (_, at) => {
    const y = row(b, at % m);
    return row(a, Math.floor(at / m)).reduce((sum, x, p) => sum + (x - y[p]) ** 2, 0);
  });
}

/** Σ_ij w_ij ‖a_i − b_j‖² differentiated to a, in double precision. */
function plainGradient(w: (i: number, j: number) => number, a: Float32Array, b: Float32Array, d: number): number[] {
  const m = b.length / d;
  return Array.from(a, (x, at) => {
    const i = Math.floor(at / d);
    let sum = 0;
    for (let j = 0; j < m; j++) sum += 2 * w(i, j) * (x - b[j * d + (at % d)]);
    return sum;
  });
}

describe.each(testedBackends)("squared distances on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
    expect(tf.getBackend()).toBe(backend);
  });

  it.each([
    [1, 1, 1],
    [1, 9, 3],
    [7, 1, 5],
    [4, 8, 2],
    [13, 65, 10],
    [70, 10, 33],
    [130, 131, 4],
  ])("are those of double precision, with both gradients: [%i, ·] and [%i, ·], d = %i", async (n, m, d) => {
    const [a, b, w] = [draw(n * d), draw(m * d), draw(n * m)];
    const before = tf.memory().numTensors;
    const got = await take(tf.tidy(() => squaredDistances(tf.tensor2d(a.slice(), [n, d]), tf.tensor2d(b.slice(), [m, d]))));
    expect(relativeError(got, plain(a, b, n, m, d))).toBeLessThan(1e-6);
    const [toA, toB] = tf.tidy(() => {
      const loss = (x: tf.Tensor, y: tf.Tensor) =>
        tf.sum(tf.mul(squaredDistances(x as tf.Tensor2D, y as tf.Tensor2D), tf.tensor2d(w.slice(), [n, m])));
      return tf.grads(loss)([tf.tensor2d(a.slice(), [n, d]), tf.tensor2d(b.slice(), [m, d])]);
    });
    const weight = (i: number, j: number) => w[i * m + j];
    expect(relativeError(await take(toA), plainGradient(weight, a, b, d))).toBeLessThan(1e-5);
    expect(
      relativeError(
        await take(toB),
        plainGradient((j, i) => weight(i, j), b, a, d),
      ),
    ).toBeLessThan(1e-5);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("have gradients that finite differences confirm, where both sides are one tensor too", async () => {
    const x = draw(8);
    const w = draw(16);
    const loss = (t: tf.Tensor) =>
      tf.sum(tf.mul(squaredDistances(t as tf.Tensor2D, t as tf.Tensor2D), tf.tensor2d(w.slice(), [4, 4])));
    const exact = await take(tf.tidy(() => tf.grad(loss)(tf.tensor2d(x.slice(), [4, 2]))));
    const value = async (values: Float32Array) => (await take(tf.tidy(() => loss(tf.tensor2d(values, [4, 2])))))[0];
    expect(relativeError(exact, await numericGradient([...x], value))).toBeLessThan(2e-3);
  });

  it("lose no digits far from the origin", async () => {
    const a = Float32Array.of(4096.25, 4096.5, -4096);
    const got = await take(tf.tidy(() => squaredDistances(tf.tensor2d(a.slice(), [3, 1]), tf.tensor2d(a.slice(), [3, 1]))));
    expect(got).toEqual(plain(a, a, 3, 3, 1).map(Math.fround));
    expect(got.slice(0, 2)).toEqual([0, 0.0625]);
  });

  it("of an empty side are an empty matrix, and sides of different width a sentence", async () => {
    const empty = tf.tidy(() => squaredDistances(tf.zeros([0, 3]), tf.zeros([4, 3])));
    expect(empty.shape).toEqual([0, 4]);
    empty.dispose();
    expect(() => tf.tidy(() => squaredDistances(tf.zeros([2, 3]), tf.zeros([4, 2])))).toThrow(
      "a [n, d] and b [m, d] must share d, got [2, 3] and [4, 2].",
    );
  });
});
