import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng";
import { largestEigenpairs } from "./lanczos";
import { symmetricEigen } from "./symmetric-eigen";
import type { Eigenpairs } from "./tridiagonal-eigen";
import { dot } from "./vectors";

type Operator = (x: Float64Array, out: Float64Array) => void;

const denseOperator =
  (m: Float64Array, n: number): Operator =>
  (x, out) => {
    for (let i = 0; i < n; i++) out[i] = dot(m.subarray(i * n, (i + 1) * n), x);
  };

const diagonalOperator =
  (values: ArrayLike<number>): Operator =>
  (x, out) => {
    for (let i = 0; i < x.length; i++) out[i] = values[i] * x[i];
  };

function randomSymmetric(n: number, rng: Rng): Float64Array {
  const m = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) m[i * n + j] = m[j * n + i] = rng.normal();
  return m;
}

/** Largest |A v - λ v|, and largest deviation of the vectors from an orthonormal set. */
function faults(multiply: Operator, n: number, { values, vectors }: Eigenpairs) {
  const rows = Array.from(values, (_, c) => vectors.slice(c * n, (c + 1) * n));
  const image = new Float64Array(n);
  let residual = 0;
  let skew = 0;
  rows.forEach((row, c) => {
    multiply(row, image);
    residual = Math.max(residual, Math.sqrt(image.reduce((sum, value, i) => sum + (value - values[c] * row[i]) ** 2, 0)));
    rows.forEach((other, o) => {
      skew = Math.max(skew, Math.abs(dot(row, other) - (o === c ? 1 : 0)));
    });
  });
  return { residual, skew };
}

const rng = () => Rng.fromSeed("lanczos test");

describe("largestEigenpairs", () => {
  it.each([
    [1, 1],
    [2, 1],
    [5, 5],
    [37, 4],
    [101, 30],
    [211, 7],
  ])("agrees with the dense decomposition at n = %i for %i pairs", async (n, count) => {
    const m = randomSymmetric(n, Rng.fromSeed(n));
    const multiply = denseOperator(m, n);
    const found = await largestEigenpairs(multiply, n, count, { rng: rng() });
    const expected = await symmetricEigen(m, n);
    for (let c = 0; c < count; c++) {
      expect(found.values[c]).toBeCloseTo(expected.values[c], 9);
      const along = dot(found.vectors.subarray(c * n, (c + 1) * n), expected.vectors.subarray(c * n, (c + 1) * n));
      expect(Math.abs(along)).toBeCloseTo(1, 9);
    }
    const { residual, skew } = faults(multiply, n, found);
    expect(residual).toBeLessThan(1e-9 * Math.abs(expected.values[0]) * 4);
    expect(skew).toBeLessThan(1e-10);
  });

  it.each([1, 3, 8, 12])("finds an eigenvalue that repeats 8 times 8 times over, when asked for %i pairs", async (count) => {
    const n = 333;
    const multiply = diagonalOperator(Array.from({ length: n }, (_, i) => (i % 40 === 3 && i < 320 ? 1 : 0.97 * Math.cos(i))));
    const below = Array.from({ length: n }, (_, i) => (i % 40 === 3 && i < 320 ? -1 : 0.97 * Math.cos(i))).sort((a, b) => b - a);
    const found = await largestEigenpairs(multiply, n, count, { rng: rng() });
    expect([...found.values]).toEqual(Array.from({ length: count }, (_, c) => expect.closeTo(c < 8 ? 1 : below[c - 8], 12)));
    const { residual, skew } = faults(multiply, n, found);
    expect(residual).toBeLessThan(4e-9);
    expect(skew).toBeLessThan(1e-10);
  });

  it("finds every copy where only the last ones asked for repeat", async () => {
    const n = 150;
    const multiply = diagonalOperator(Array.from({ length: n }, (_, i) => (i < 2 ? 3 - i : i < 7 ? 1.5 : Math.sin(i))));
    const found = await largestEigenpairs(multiply, n, 6, { rng: rng() });
    expect([...found.values]).toEqual([3, 2, 1.5, 1.5, 1.5, 1.5].map((value) => expect.closeTo(value, 12)));
  });

  it("takes the identity, the zero matrix and negative values", async () => {
    for (const [value, count] of [
      [1, 3],
      [0, 2],
      [-2, 9],
    ]) {
      const multiply = diagonalOperator(new Float64Array(9).fill(value));
      const found = await largestEigenpairs(multiply, 9, count, { rng: rng() });
      expect([...found.values]).toEqual(new Array<unknown>(count).fill(expect.closeTo(value, 12)));
      expect(faults(multiply, 9, found).skew).toBeLessThan(1e-10);
    }
    const found = await largestEigenpairs(diagonalOperator([-5, -1, -9, -3]), 4, 2, { rng: rng() });
    expect([...found.values]).toEqual([expect.closeTo(-1, 12), expect.closeTo(-3, 12)]);
  });

  it("works in what is orthogonal to the vectors that are known", async () => {
    const n = 60;
    const unit = (at: number) => Float64Array.from({ length: n }, (_, i) => (i === at ? 1 : 0));
    const multiply = diagonalOperator(Array.from({ length: n }, (_, i) => n - i));
    const found = await largestEigenpairs(multiply, n, 3, { rng: rng(), deflate: [unit(0), unit(2)] });
    expect([...found.values]).toEqual([59, 57, 56].map((value) => expect.closeTo(value, 10)));
    for (let c = 0; c < 3; c++) expect(Math.abs(found.vectors[c * n]) + Math.abs(found.vectors[c * n + 2])).toBeLessThan(1e-12);
  });

  it("gives the same bits under a seed, with the greatest entry of each vector positive, and gives way", async () => {
    const n = 1500;
    const multiply = diagonalOperator(Float64Array.from({ length: n }, (_, i) => Math.sqrt(i)));
    let turns = 0;
    const giveWay = () => {
      turns++;
      return Promise.resolve();
    };
    const one = await largestEigenpairs(multiply, n, 2, { rng: rng(), giveWay });
    const two = await largestEigenpairs(multiply, n, 2, { rng: rng() });
    expect(two).toEqual(one);
    expect(turns).toBeGreaterThan(2);
    expect(one.vectors[n - 1]).toBeCloseTo(1, 8);
    expect(one.vectors[n + n - 2]).toBeCloseTo(1, 8);
  });

  it("says what did not settle, and what cannot be had", async () => {
    const hard = diagonalOperator(Float64Array.from({ length: 3000 }, (_, i) => 1 - 1e-7 * i * i));
    await expect(largestEigenpairs(hard, 3000, 5, { rng: rng(), mostMultiplications: 60 })).rejects.toThrow(
      /did not settle in 60/,
    );
    await expect(largestEigenpairs(hard, 4, 5, { rng: rng() })).rejects.toThrow(/ask for 1 to 4/);
    await expect(largestEigenpairs(diagonalOperator([1, Number.NaN]), 2, 1, { rng: rng() })).rejects.toThrow(/finite/);
  });
});
