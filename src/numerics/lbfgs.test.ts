import { expect, test } from "vitest";
import { minimise } from "./lbfgs";

const options = { iterations: 500, tolerance: 1e-9 };

/** Σ c_p (x_p − p)² / 2 */
const bowl = (curvatures: readonly number[]) => async (x: Float64Array, gradient: Float64Array) => {
  let value = 0;
  for (const [p, c] of curvatures.entries()) {
    gradient[p] = c * (x[p] - p);
    value += (c * (x[p] - p) ** 2) / 2;
  }
  return value;
};

test.each([[[1, 1, 1]], [[1, 1e4, 1e-2, 7, 300, 1e3, 0.5, 2, 3, 4, 5, 6]]])(
  "finds the floor of a bowl of curvatures %j",
  async (curvatures) => {
    const x = await minimise(new Float64Array(curvatures.length), bowl(curvatures), options);
    for (const p of curvatures.keys()) expect(x[p]).toBeCloseTo(p, 5);
  },
);

test("finds the minimum of a convex function that is no bowl", async () => {
  // log(e^x + e^-2x + e^y) + y² / 2 has y = -e^y / (e^x + e^-2x + e^y) and e^3x = 2 there.
  const x = await minimise(
    Float64Array.of(3, 4),
    async ([a, b], gradient) => {
      const parts = [Math.exp(a), Math.exp(-2 * a), Math.exp(b)];
      const sum = parts[0] + parts[1] + parts[2];
      gradient.set([(parts[0] - 2 * parts[1]) / sum, parts[2] / sum + b]);
      return Math.log(sum) + (b * b) / 2;
    },
    options,
  );
  expect(x[0]).toBeCloseTo(Math.log(2) / 3, 7);
  expect(x[1]).toBeCloseTo(-Math.exp(x[1]) / (2 ** (1 / 3) + 2 ** (-2 / 3) + Math.exp(x[1])), 7);
});

test("stays where there is nothing to gain, where it may take no step, and where values are no numbers", async () => {
  const start = Float64Array.of(0, 1, 2);
  expect(Array.from(await minimise(start.slice(), bowl([1, 2, 3]), options))).toEqual([0, 1, 2]);
  expect(Array.from(await minimise(new Float64Array(3), bowl([1, 2, 3]), { ...options, iterations: 0 }))).toEqual([0, 0, 0]);
  const lost = async (_: Float64Array, gradient: Float64Array) => {
    gradient.fill(1);
    return Number.NaN;
  };
  expect(Array.from(await minimise(start.slice(), lost, options))).toEqual([0, 1, 2]);
});
