import { describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import { leadingAxes } from "./leading-axes";
import { principalComponents } from "./principal-components";
import { scatterMatrix } from "./scatter-matrix";
import { goldenDigits, goldenValues } from "./testing";

const rng = Rng.fromSeed(1);

/** Points [n, d] whose spread falls from column to column, off the origin. */
function noise(n: number, d: number, seed: number): Matrix {
  const draw = Rng.fromSeed(seed);
  return matrix(
    Float32Array.from({ length: n * d }, (_, p) => 3 + draw.normal() / (1 + (p % d))),
    n,
    d,
  );
}

describe("principalComponents", () => {
  it("agrees with scikit-learn on the digits", async () => {
    // PCA(20, svd_solver="full").fit(points): see scripts/golden/principal-components.py.
    const golden =
      goldenValues<Record<"explained" | "firstRow" | "lastRow" | "magnitudes" | "loadings", number[]>>("principal-components");
    const { points } = goldenDigits();
    const { explained, scores, components } = await principalComponents(points, 20, rng);
    const magnitudes = (data: Float32Array, of: (p: number) => boolean) =>
      data.reduce((sum, value, p) => (of(p) ? sum + Math.abs(value) : sum), 0);
    for (let c = 0; c < 20; c++) {
      expect(explained[c]).toBeCloseTo(golden.explained[c], 9);
      expect(Math.abs(scores.data[c])).toBeCloseTo(golden.firstRow[c], 5);
      expect(Math.abs(scores.data[299 * 20 + c])).toBeCloseTo(golden.lastRow[c], 5);
      expect(magnitudes(scores.data, (p) => p % 20 === c) / golden.magnitudes[c]).toBeCloseTo(1, 6);
      expect(magnitudes(components.data, (p) => Math.floor(p / 256) === c)).toBeCloseTo(golden.loadings[c], 5);
    }
  });

  it("has unit, orthogonal directions whose greatest entry is positive, and centred scores", async () => {
    for (const [n, d, count] of [
      [50, 7, 7],
      [9, 30, 8],
      [33, 5, 2],
      [4, 1, 1],
    ]) {
      const { components, scores, explained } = await principalComponents(noise(n, d, n + d), count, rng);
      for (let a = 0; a < count; a++) {
        const row = components.data.subarray(a * d, (a + 1) * d);
        expect(Math.max(...row)).toBe(Math.max(...row.map(Math.abs)));
        for (let b = 0; b <= a; b++) {
          const product = row.reduce((sum, value, j) => sum + value * components.data[b * d + j], 0);
          expect(product).toBeCloseTo(a === b ? 1 : 0, 6);
        }
        let sum = 0;
        for (let i = 0; i < n; i++) sum += scores.data[i * count + a];
        expect(sum).toBeCloseTo(0, 4);
      }
      expect(explained.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it("gives zeros where no variance is left", async () => {
    const flat = await principalComponents(matrix(new Float32Array(12).fill(0.3), 4, 3), 2, rng);
    expect([...flat.scores.data, ...flat.components.data, ...flat.explained].every((value) => value === 0)).toBe(true);
    const line = await principalComponents(matrix(Float32Array.of(0, 0, 1, 2, 2, 4), 3, 2), 2, rng);
    expect(line.explained[0]).toBeCloseTo(1, 12);
    expect([...line.components.data.slice(2)]).toEqual([0, 0]);
  });

  it("repeats itself, leaves the generator alone, and gives way", async () => {
    const points = noise(2500, 120, 3);
    const stream = Rng.fromSeed(4);
    const before = stream.state();
    let turns = 0;
    const giveWay = async () => void turns++;
    const first = await principalComponents(points, 6, stream, giveWay);
    expect(stream.state()).toEqual(before);
    expect(await principalComponents(points, 6, stream)).toEqual(first);
    // 2,500 x 120 x 120 / 2 multiply-adds are several turns.
    expect(turns).toBeGreaterThan(0);
  });
});

describe("leadingAxes", () => {
  it("through the rows alone finds what the dense way finds", async () => {
    // 1,100 columns of which the first 40 hold everything: beyond the dense limit, and checked against it.
    const narrow = noise(60, 40, 8);
    const wide = new Float32Array(60 * 1100);
    for (let i = 0; i < 60; i++) wide.set(narrow.data.subarray(i * 40, (i + 1) * 40), i * 1100);
    const mean = (d: number, from: Matrix) =>
      Float64Array.from({ length: d }, (_, j) => {
        let sum = 0;
        for (let i = 0; i < 60; i++) sum += from.data[i * d + j];
        return sum / 60;
      });
    const points = matrix(wide, 60, 1100);
    const iterated = await leadingAxes(points, mean(1100, points), 5, rng);
    const dense = await leadingAxes(narrow, mean(40, narrow), 5, rng);
    expect(iterated.total).toBeCloseTo(dense.total, 9);
    for (let c = 0; c < 5; c++) {
      expect(iterated.squares[c] / dense.squares[c]).toBeCloseTo(1, 9);
      for (let j = 0; j < 40; j++) expect(iterated.axes[c * 1100 + j]).toBeCloseTo(dense.axes[c * 40 + j], 6);
    }
  });

  it("asked for more than there are, through the rows, fills up with zeros", async () => {
    const points = matrix(new Float32Array(3 * 1100), 3, 1100);
    points.data[5] = 2;
    points.data[1100 + 9] = 1;
    const { squares, axes } = await leadingAxes(points, null, 4, rng);
    [4, 1, 0, 0].forEach((value, c) => {
      expect(squares[c]).toBeCloseTo(value, 9);
    });
    expect(axes[5]).toBeCloseTo(1, 9);
    expect(axes[1100 + 9]).toBeCloseTo(1, 9);
    expect(axes.slice(2200).every((value) => value === 0)).toBe(true);
  });
});

describe("scatterMatrix", () => {
  it.each([
    [1, 1],
    [70, 6],
    [33, 9],
    [64, 3],
  ])("sums the products of %i rows of %i", async (n, d) => {
    const points = noise(n, d, n);
    const mean = Float64Array.from({ length: d }, (_, j) => j / 2);
    const rows = Int32Array.from({ length: Math.ceil(n / 2) }, (_, i) => 2 * i);
    for (const chosen of [null, rows]) {
      const scatter = await scatterMatrix(points, mean, chosen);
      for (let a = 0; a < d; a++)
        for (let b = 0; b < d; b++) {
          const all = chosen ?? Int32Array.from({ length: n }, (_, i) => i);
          const expected = all.reduce(
            (sum, row) => sum + (points.data[row * d + a] - mean[a]) * (points.data[row * d + b] - mean[b]),
            0,
          );
          expect(scatter[a * d + b]).toBeCloseTo(expected, 8);
        }
    }
  });
});
