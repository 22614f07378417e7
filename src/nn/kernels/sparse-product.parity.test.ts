import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { fromTriplets, transpose } from "../../numerics/sparse-matrix";
import { numericGradient, relativeError, startBackend, take, testedBackends } from "../testing";
import * as tf from "../tfjs";
import { sparseProduct, uploadSparse } from "./sparse-product";

const rng = Rng.fromSeed("sparse product");
const draw = (count: number) => Float32Array.from({ length: count }, () => rng.between(-1, 1));

/** About `perRow` entries a row, some rows without any. */
function drawSparse(rows: number, cols: number, perRow: number) {
  const count = rows * perRow;
  return fromTriplets(rows, cols, {
    rows: Int32Array.from({ length: count }, () => rng.integer(rows)),
    columns: Int32Array.from({ length: count }, () => rng.integer(cols)),
    values: Float64Array.from({ length: count }, () => rng.between(-1, 1)),
  });
}

/** The dense product in double precision. */
function plain(m: ReturnType<typeof drawSparse>, x: Float32Array, width: number): number[] {
  const out = new Array<number>(m.rows * width).fill(0);
  for (let r = 0; r < m.rows; r++)
    for (let e = m.starts[r]; e < m.starts[r + 1]; e++)
      for (let c = 0; c < width; c++) out[r * width + c] += m.values[e] * x[m.columns[e] * width + c];
  return out;
}

describe.each(testedBackends)("a sparse product on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
    expect(tf.getBackend()).toBe(backend);
  });

  it.each([
    [1, 1, 1, 1],
    [5, 3, 2, 1],
    [3, 7, 3, 3],
    [40, 40, 4, 10],
    [17, 23, 2, 16],
    [9, 9, 5, 37],
  ])(
    "[%i, %i] with about %i entries a row, %i wide, and its gradient, are those of double precision",
    async (rows, cols, perRow, width) => {
      const matrix = drawSparse(rows, cols, perRow);
      const back = transpose(matrix);
      const [x, slope] = [draw(cols * width), draw(rows * width)];
      const before = tf.memory().numTensors;
      const a = uploadSparse(matrix, back);
      const got = tf.tidy(() => sparseProduct(a, tf.tensor2d(x.slice(), [cols, width])));
      expect(got.shape).toEqual([rows, width]);
      expect(relativeError(await take(got), plain(matrix, x, width))).toBeLessThan(1e-6);
      const gradient = tf.tidy(() =>
        tf.grad((t) => sparseProduct(a, t as tf.Tensor2D))(
          tf.tensor2d(x.slice(), [cols, width]),
          tf.tensor2d(slope.slice(), [rows, width]),
        ),
      );
      expect(gradient.shape).toEqual([cols, width]);
      expect(relativeError(await take(gradient), plain(back, slope, width))).toBeLessThan(1e-6);
      a.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it("has the gradient of finite differences", async () => {
    const matrix = drawSparse(4, 3, 2);
    const a = uploadSparse(matrix, transpose(matrix));
    const x = draw(6);
    const loss = (t: tf.Tensor) => tf.sum(tf.square(sparseProduct(a, t as tf.Tensor2D)));
    const exact = await take(tf.tidy(() => tf.grad(loss)(tf.tensor2d(x.slice(), [3, 2]))));
    const value = async (values: Float32Array) => (await take(tf.tidy(() => loss(tf.tensor2d(values, [3, 2])))))[0];
    expect(relativeError(exact, await numericGradient([...x], value))).toBeLessThan(2e-3);
    a.dispose();
  });

  it("of a matrix without entries is zero, and of shapes that do not fit a sentence", async () => {
    const nothing = drawSparse(3, 2, 0);
    const a = uploadSparse(nothing, transpose(nothing));
    expect(await take(tf.tidy(() => sparseProduct(a, tf.ones([2, 2]))))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(() => tf.tidy(() => sparseProduct(a, tf.ones([3, 2])))).toThrow("A [3, 2] and x must share 2 rows, got x [3, 2].");
    a.dispose();
    expect(() => uploadSparse(drawSparse(3, 2, 1), drawSparse(3, 2, 1))).toThrow("is not the transpose of [3, 2]");
  });
});
