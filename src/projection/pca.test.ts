import { describe, expect, test } from "vitest";
import { type Matrix, matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import { pcaLayout } from "./pca";

/**
 * The same in Python, with s = (s * 1103515245 + 12345) % 2**31 from s = 7, next(g) giving (s >> 16) / 32768:
 * x = np.array([[next(g) / (1 + j) + (i % 3) * (j == 1) for j in range(d)] for i in range(n)]).astype(np.float32).astype(float)
 */
function points(n: number, d: number): Matrix {
  let state = 7;
  const next = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 16) / 32768;
  };
  const data = Float32Array.from({ length: n * d }, (_, p) => next() / (1 + (p % d)) + (p % d === 1 ? Math.floor(p / d) % 3 : 0));
  return matrix(data, n, d);
}

describe("pcaLayout", () => {
  // c = x - x.mean(0); u, s, v = np.linalg.svd(c, full_matrices=False); (s**2 / sum(s**2))[:2], v[0, :3], v[1, :3], signs made ours
  test.each([
    [
      200,
      5,
      [0.8870605738476304, 0.09046776956479688],
      [0.0280063042, 0.9994934928, -0.0118023268],
      [0.9992048144, -0.0284201849, -0.0226079329],
    ],
    [
      150,
      200,
      [0.8556713268812756, 0.10429370925609305],
      [-0.0242165005, 0.9993643693, -0.0175863676],
      [0.9969308781, 0.0232925763, -0.0568247172],
    ],
  ])("agrees with numpy's svd at n = %i, d = %i", (n, d, shares, first, second) => {
    const codes = points(n, d);
    const { layout, components, explained } = pcaLayout(codes, Rng.fromSeed(1));
    shares.forEach((share, w) => {
      expect(explained[w]).toBeCloseTo(share, 6);
    });
    [first, second].forEach((direction, w) => {
      direction.forEach((value, j) => {
        expect(components.data[w * d + j]).toBeCloseTo(value, 4);
      });
    });
    const spread = [0, 1].map((w) => layout.reduce((sum, value, p) => (p % 2 === w ? sum + value * value : sum), 0));
    expect(spread[0] / spread[1]).toBeCloseTo(shares[0] / shares[1], 2);
    expect(Math.abs(layout.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-3);
  });

  test("is equal under equal generators, and does not advance them", () => {
    const codes = points(3000, 6);
    const rng = Rng.fromSeed(4);
    const before = rng.state();
    const { layout, explained } = pcaLayout(codes, rng);
    expect(rng.state()).toEqual(before);
    expect(pcaLayout(codes, rng).layout).toEqual(layout);
    // Another sample of 2,000 of the 3,000 rows shows the same picture.
    expect(pcaLayout(codes, Rng.fromSeed(5)).explained[0]).toBeCloseTo(explained[0], 1);
  });

  test("one column lies on the first axis", () => {
    const { layout, explained, components } = pcaLayout(matrix(Float32Array.from([1, 2, 6]), 3, 1), Rng.fromSeed(1));
    expect([...layout]).toEqual([-2, 0, -1, 0, 3, 0]);
    expect(explained[0]).toBeCloseTo(1, 12);
    expect(explained[1]).toBe(0);
    expect([...components.data]).toEqual([1, 0]);
  });

  test("codes all alike lie at the centre", () => {
    const { layout, explained } = pcaLayout(matrix(new Float32Array(30).fill(3), 10, 3), Rng.fromSeed(1));
    expect(layout).toEqual(new Float32Array(20));
    expect(explained).toEqual([0, 0]);
  });

  test("codes on one line have no second component", () => {
    const codes = matrix(
      Float32Array.from({ length: 40 }, (_, p) => (1 + (p % 4)) * Math.floor(p / 4)),
      10,
      4,
    );
    const { explained, components } = pcaLayout(codes, Rng.fromSeed(1));
    expect(explained[0]).toBeCloseTo(1, 12);
    expect(explained[1]).toBe(0);
    expect([...components.data.subarray(4)]).toEqual([0, 0, 0, 0]);
  });

  test("an image whose code is not a number lies at the centre and leaves the others alone", () => {
    const codes = points(50, 3);
    const clean = pcaLayout(matrix(codes.data.slice(0, 147), 49, 3), Rng.fromSeed(1)).layout;
    codes.data[148] = Number.NaN;
    const { layout } = pcaLayout(codes, Rng.fromSeed(1));
    expect([...layout.subarray(98)]).toEqual([0, 0]);
    expect(layout.subarray(0, 98)).toEqual(clean);
  });

  test("no images give an empty layout", () => {
    expect(pcaLayout(matrix(new Float32Array(0), 0, 4), Rng.fromSeed(1)).layout.length).toBe(0);
  });
});
