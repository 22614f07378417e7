import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assignGreatest, type CellWeights } from "./hungarian";

/** The greatest sum over all one-to-one assignments, by trying them all. */
function greatest(weights: readonly number[], rows: number, cols: number): number {
  if (rows > cols) {
    const turned = Array.from({ length: rows * cols }, (_, p) => weights[(p % rows) * cols + Math.floor(p / rows)]);
    return greatest(turned, cols, rows);
  }
  const from = (row: number, used: number): number => {
    if (row === rows) return 0;
    let best = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < cols; c++)
      if (!(used & (1 << c))) best = Math.max(best, weights[row * cols + c] + from(row + 1, used | (1 << c)));
    return best;
  };
  return from(0, 0);
}

/** Cells of a dense table, the empty ones left out. */
function cellsOf(weights: readonly number[], rows: number, cols: number): CellWeights {
  const cells = weights.flatMap((weight, at) => (weight === 0 ? [] : [{ weight, row: Math.floor(at / cols), col: at % cols }]));
  return {
    rows,
    cols,
    starts: Int32Array.from({ length: rows + 1 }, (_, row) => cells.filter((cell) => cell.row < row).length),
    columns: Int32Array.from(cells, ({ col }) => col),
    counts: Float64Array.from(cells, ({ weight }) => weight),
  };
}

const weight = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 90 }));
const tables = fc
  .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }))
  .chain(([rows, cols]) =>
    fc.tuple(fc.constant(rows), fc.constant(cols), fc.array(weight, { minLength: rows * cols, maxLength: rows * cols })),
  );

describe("assignGreatest", () => {
  test("is as good as the best of all assignments, each column at most once", () => {
    fc.assert(
      fc.property(tables, ([rows, cols, weights]) => {
        const match = assignGreatest(cellsOf(weights, rows, cols));
        const taken = [...match].filter((col) => col >= 0);
        expect(match.length).toBe(rows);
        expect(taken.length).toBe(Math.min(rows, cols));
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken.every((col) => col < cols)).toBe(true);
        const sum = [...match].reduce((total, col, row) => (col < 0 ? total : total + weights[row * cols + col]), 0);
        expect(sum).toBe(greatest(weights, rows, cols));
      }),
      { numRuns: 1000 },
    );
  });

  test("is scipy's", () => {
    // linear_sum_assignment([[4, 1, 3], [2, 0, 5], [3, 2, 2]], maximize=True) == ([0, 1, 2], [0, 2, 1])
    expect([...assignGreatest(cellsOf([4, 1, 3, 2, 0, 5, 3, 2, 2], 3, 3))]).toEqual([0, 2, 1]);
  });

  test("leaves the weakest row over where columns are fewer", () => {
    expect([...assignGreatest(cellsOf([1, 9, 5], 3, 1))]).toEqual([-1, 0, -1]);
  });

  test("refuses what it can't assign", () => {
    expect(() => assignGreatest(cellsOf([Number.NaN], 1, 1))).toThrow("must be finite and not negative, got NaN");
    expect(() => assignGreatest(cellsOf([3, -1], 1, 2))).toThrow("got -1");
  });
});
