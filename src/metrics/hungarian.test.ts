import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assignGreatest } from "./hungarian";

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

const tables = fc
  .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }))
  .chain(([rows, cols]) =>
    fc.tuple(
      fc.constant(rows),
      fc.constant(cols),
      fc.array(fc.integer({ min: -9, max: 30 }), { minLength: rows * cols, maxLength: rows * cols }),
    ),
  );

describe("assignGreatest", () => {
  test("is as good as the best of all assignments, each column at most once", () => {
    fc.assert(
      fc.property(tables, ([rows, cols, weights]) => {
        const match = assignGreatest(weights, rows, cols);
        const taken = [...match].filter((col) => col >= 0);
        expect(match.length).toBe(rows);
        expect(taken.length).toBe(Math.min(rows, cols));
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken.every((col) => col < cols)).toBe(true);
        const sum = [...match].reduce((total, col, row) => (col < 0 ? total : total + weights[row * cols + col]), 0);
        expect(sum).toBe(greatest(weights, rows, cols));
      }),
      { numRuns: 300 },
    );
  });

  test("is scipy's", () => {
    // linear_sum_assignment([[4, 1, 3], [2, 0, 5], [3, 2, 2]], maximize=True) == ([0, 1, 2], [0, 2, 1])
    expect([...assignGreatest([4, 1, 3, 2, 0, 5, 3, 2, 2], 3, 3)]).toEqual([0, 2, 1]);
  });

  test("leaves the weakest row over where columns are fewer", () => {
    expect([...assignGreatest([1, 9, 5], 3, 1)]).toEqual([-1, 0, -1]);
  });

  test("refuses what it can't assign", () => {
    expect(() => assignGreatest([1, 2, 3], 2, 2)).toThrow("needs 4 weights, got 3");
    expect(() => assignGreatest([Number.NaN], 1, 1)).toThrow("must be finite");
  });
});
