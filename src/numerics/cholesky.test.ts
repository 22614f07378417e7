import { expect, it } from "vitest";
import { Rng } from "../core/rng";
import { choleskyInverse } from "./cholesky";
import { Pace } from "./pace";

const pace = new Pace(undefined);

it.each([1, 2, 5, 31])("inverts the factor of a matrix of size %i", async (d) => {
  const rng = Rng.fromSeed(d);
  const b = Float64Array.from({ length: d * (d + 3) }, () => rng.normal());
  const a = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++) for (let c = 0; c < d + 3; c++) a[i * d + j] += b[i * (d + 3) + c] * b[j * (d + 3) + c];
  const found = await choleskyInverse(a, d, pace);
  if (!found) throw new Error("The matrix is positive definite.");
  const { inverse, halfLogDeterminant } = found;
  // L⁻¹ A L⁻ᵀ = I, and L⁻¹ has nothing above its diagonal.
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++) {
      let sum = 0;
      for (let p = 0; p < d; p++) for (let q = 0; q < d; q++) sum += inverse[i * d + p] * a[p * d + q] * inverse[j * d + q];
      expect(sum).toBeCloseTo(i === j ? 1 : 0, 9);
      if (j > i) expect(inverse[i * d + j]).toBe(0);
    }
  let logs = 0;
  for (let i = 0; i < d; i++) logs -= Math.log(inverse[i * d + i]);
  expect(halfLogDeterminant).toBeCloseTo(logs, 9);
});

it("reads the lower half only, and knows a determinant", async () => {
  // numpy.linalg.slogdet([[4, 2], [2, 5]])[1] / 2
  const found = await choleskyInverse(Float64Array.of(4, 99, 2, 5), 2, pace);
  expect(found?.halfLogDeterminant).toBeCloseTo(Math.log(16) / 2, 12);
  // L = [[2, 0], [1, 2]]
  expect([...(found?.inverse ?? [])]).toEqual([0.5, 0, -0.25, 0.5]);
});

it("tells a matrix that is not positive definite", async () => {
  expect(await choleskyInverse(Float64Array.of(1, 2, 2, 1), 2, pace)).toBeNull();
  expect(await choleskyInverse(Float64Array.of(0), 1, pace)).toBeNull();
  expect(await choleskyInverse(Float64Array.of(Number.NaN), 1, pace)).toBeNull();
});
