import { expect, it } from "vitest";
import { Rng } from "../core/rng";
import { symmetricEigenpairs } from "./dense-eigenpairs";

/** Q diag(values) Qᵀ for a random orthogonal Q, which is a product of reflections. */
function withEigenvalues(values: readonly number[], rng: Rng): Float64Array {
  const d = values.length;
  const a = new Float64Array(d * d);
  for (let i = 0; i < d; i++) a[i * d + i] = values[i];
  for (let round = 0; round < 5; round++) {
    const u = Float64Array.from({ length: d }, () => rng.normal());
    const squared = u.reduce((sum, value) => sum + value * value, 0);
    for (const [step, next] of [
      [d, 1],
      [1, d],
    ])
      for (let i = 0; i < d; i++) {
        let along = 0;
        for (let j = 0; j < d; j++) along += u[j] * a[i * step + j * next];
        for (let j = 0; j < d; j++) a[i * step + j * next] -= ((2 * along) / squared) * u[j];
      }
  }
  return a;
}

async function faults(a: Float64Array, d: number, count: number) {
  const { values, vectors } = await symmetricEigenpairs(a, d, count, Rng.fromSeed(2));
  let residual = 0;
  let skew = 0;
  for (let c = 0; c < count; c++) {
    for (let i = 0; i < d; i++) {
      let image = 0;
      for (let j = 0; j < d; j++) image += a[i * d + j] * vectors[c * d + j];
      residual = Math.max(residual, Math.abs(image - values[c] * vectors[c * d + i]));
    }
    for (let e = 0; e <= c; e++) {
      let product = 0;
      for (let j = 0; j < d; j++) product += vectors[c * d + j] * vectors[e * d + j];
      skew = Math.max(skew, Math.abs(product - (e === c ? 1 : 0)));
    }
  }
  return { values, residual, skew };
}

it.each([
  ["one number", [5], 1],
  ["two", [3, -1], 2],
  ["apart", [9, 4, 1, 0.5, 0.25, 0], 4],
  ["negative ones last", [2, -7, 3, -1, 0], 5],
  ["repeated ones", [4, 4, 4, 4, 1, 1, 1, 0, 0, 0], 8],
  ["all the same", [2, 2, 2, 2, 2], 5],
  ["hardly apart", [1, 1 - 1e-9, 1 - 2e-9, 0.5, 1e-8, 1e-12], 6],
  ["of many magnitudes", Array.from({ length: 60 }, (_, i) => 10 ** (3 - i / 4)), 60],
])("finds pairs of a matrix whose eigenvalues are %s", async (_, given, count) => {
  const d = given.length;
  const expected = [...given].sort((p, q) => q - p);
  const most = Math.max(...given.map(Math.abs));
  const { values, residual, skew } = await faults(withEigenvalues(given, Rng.fromSeed(d)), d, count);
  for (let c = 0; c < count; c++) expect(Math.abs(values[c] - expected[c])).toBeLessThan(1e-13 * d * most);
  expect(residual).toBeLessThan(1e-12 * most);
  expect(skew).toBeLessThan(1e-12);
});

it("takes a matrix that falls into blocks, and one of zeros", async () => {
  const blocks = new Float64Array(36);
  for (const [i, j, value] of [
    [0, 0, 2],
    [0, 1, 1],
    [1, 0, 1],
    [1, 1, 2],
    [3, 3, 2],
    [3, 5, 1],
    [5, 3, 1],
    [5, 5, 2],
  ])
    blocks[i * 6 + j] = value;
  const { values, residual, skew } = await faults(blocks, 6, 6);
  [3, 3, 1, 1, 0, 0].forEach((value, c) => {
    expect(values[c]).toBeCloseTo(value, 12);
  });
  expect(residual).toBeLessThan(1e-12);
  expect(skew).toBeLessThan(1e-12);
  const none = await faults(new Float64Array(9), 3, 3);
  expect([...none.values, none.residual, none.skew]).toEqual([0, 0, 0, 0, 0]);
});
