import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng";
import { Pace } from "./pace";
import { symmetricEigen } from "./symmetric-eigen";

function randomSymmetric(size: number, rng: Rng): Float64Array {
  const m = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      m[i * size + j] = rng.normal();
      m[j * size + i] = m[i * size + j];
    }
  return m;
}

/** Largest entry of |A v - λ v| and of |V V' - I|. */
async function faults(m: Float64Array, size: number) {
  const { values, vectors } = await symmetricEigen(m, size);
  let residual = 0;
  let skew = 0;
  for (let a = 0; a < size; a++) {
    for (let i = 0; i < size; i++) {
      let image = 0;
      let product = 0;
      for (let j = 0; j < size; j++) {
        image += m[i * size + j] * vectors[a * size + j];
        product += vectors[i * size + j] * vectors[a * size + j];
      }
      residual = Math.max(residual, Math.abs(image - values[a] * vectors[a * size + i]));
      skew = Math.max(skew, Math.abs(product - (i === a ? 1 : 0)));
    }
  }
  return { values, residual, skew };
}

describe("symmetricEigen", () => {
  it.each([1, 2, 3, 7, 33, 70])("decomposes a random matrix of size %i", async (size) => {
    const m = randomSymmetric(size, Rng.fromSeed(size));
    const { values, residual, skew } = await faults(m, size);
    expect(residual).toBeLessThan(1e-12 * Math.max(1, size));
    expect(skew).toBeLessThan(1e-12);
    for (let i = 1; i < size; i++) expect(values[i]).toBeLessThanOrEqual(values[i - 1]);
    const trace = m.reduce((sum, value, p) => (p % (size + 1) === 0 ? sum + value : sum), 0);
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(trace, 10);
  });

  it("knows the eigenvalues of the second difference, 2 - 2 cos(i pi / (n + 1))", async () => {
    const n = 21;
    const m = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      m[i * n + i] = 2;
      if (i > 0) m[i * n + i - 1] = -1;
      if (i > 0) m[(i - 1) * n + i] = -1;
    }
    const { values } = await symmetricEigen(m, n);
    for (let i = 0; i < n; i++) expect(values[i]).toBeCloseTo(2 - 2 * Math.cos(((n - i) * Math.PI) / (n + 1)), 12);
  });

  it("keeps repeated eigenvalues apart in orthogonal vectors", async () => {
    // 3 I + 2 u u' with |u| = 1: 5 once, 3 four times.
    const u = [0.5, -0.5, 0.5, 0.1, Math.sqrt(0.24)];
    const m = Float64Array.from({ length: 25 }, (_, p) => (p % 6 === 0 ? 3 : 0) + 2 * u[Math.floor(p / 5)] * u[p % 5]);
    const { values, residual, skew } = await faults(m, 5);
    [5, 3, 3, 3, 3].forEach((value, i) => {
      expect(values[i]).toBeCloseTo(value, 12);
    });
    expect(residual).toBeLessThan(1e-13);
    expect(skew).toBeLessThan(1e-13);
  });

  it("takes the smallest and the greatest magnitudes, and a matrix of zeros", async () => {
    expect([...(await symmetricEigen(Float64Array.of(2e-200, 1e-200, 1e-200, 2e-200), 2)).values]).toEqual([
      expect.closeTo(3e-200, 210),
      expect.closeTo(1e-200, 210),
    ]);
    const [greatest] = (await symmetricEigen(Float64Array.of(2e200, 1e200, 1e200, 2e200), 2)).values;
    expect(greatest / 3e200).toBeCloseTo(1, 12);
    expect([...(await symmetricEigen(new Float64Array(9), 3)).values]).toEqual([0, 0, 0]);
  });

  it("gives the same bits however often it gives way", async () => {
    const m = randomSymmetric(120, Rng.fromSeed(5));
    let turns = 0;
    const pace = new Pace(() => {
      turns++;
      return Promise.resolve();
    });
    expect(await symmetricEigen(m, 120, pace)).toEqual(await symmetricEigen(m, 120));
    expect(turns).toBeGreaterThan(1);
  });

  it("says that a number is not finite", async () => {
    await expect(symmetricEigen(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2)).rejects.toThrow(/finite/);
  });
});
