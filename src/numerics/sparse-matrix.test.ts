import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng";
import {
  connectedComponents,
  fromTriplets,
  multiply,
  neighbourGraph,
  rowSums,
  type SparseMatrix,
  scaled,
  transpose,
} from "./sparse-matrix";

function dense(m: SparseMatrix): number[][] {
  const out = Array.from({ length: m.rows }, () => new Array<number>(m.cols).fill(0));
  for (let r = 0; r < m.rows; r++) for (let e = m.starts[r]; e < m.starts[r + 1]; e++) out[r][m.columns[e]] += m.values[e];
  return out;
}

const triplets = (entries: readonly (readonly [number, number, number])[]) => ({
  rows: Int32Array.from(entries, ([row]) => row),
  columns: Int32Array.from(entries, ([, column]) => column),
  values: Float64Array.from(entries, ([, , value]) => value),
});

describe("fromTriplets", () => {
  it("sorts columns, adds up duplicates and leaves empty rows empty", () => {
    const m = fromTriplets(
      4,
      3,
      triplets([
        [2, 2, 1],
        [0, 1, 5],
        [2, 0, 2],
        [2, 2, 0.5],
        [0, 1, -1],
      ]),
    );
    expect([...m.starts]).toEqual([0, 1, 1, 3, 3]);
    expect([...m.columns]).toEqual([1, 0, 2]);
    expect([...m.values]).toEqual([4, 2, 1.5]);
  });

  it("makes an empty matrix, and says what does not fit", () => {
    expect([...fromTriplets(3, 2, triplets([])).starts]).toEqual([0, 0, 0, 0]);
    expect(() => fromTriplets(2, 2, triplets([[0, 2, 1]]))).toThrow(/index 2/);
    expect(() => fromTriplets(2, 2, triplets([[-1, 0, 1]]))).toThrow(/index -1/);
  });

  it("agrees with the dense sums, transpose, product and row sums of random entries", () => {
    const rng = Rng.fromSeed("sparse");
    const [rows, cols] = [17, 11];
    const entries = Array.from({ length: 120 }, () => [rng.integer(rows), rng.integer(cols), rng.integer(9) - 4] as const);
    const expected = Array.from({ length: rows }, () => new Array<number>(cols).fill(0));
    for (const [r, c, value] of entries) expected[r][c] += value;
    const m = fromTriplets(rows, cols, triplets(entries));
    expect(dense(m)).toEqual(expected);
    expect(dense(transpose(m))).toEqual(expected[0].map((_, c) => expected.map((row) => row[c])));
    const x = Float64Array.from({ length: cols }, () => rng.integer(5) - 2);
    const out = new Float64Array(rows);
    multiply(m, x, out);
    expect([...out]).toEqual(expected.map((row) => row.reduce((sum, value, c) => sum + value * x[c], 0)));
    expect([...rowSums(m)]).toEqual(expected.map((row) => row.reduce((sum, value) => sum + value, 0)));
    const [left, right] = [
      Float64Array.from({ length: rows }, (_, r) => r + 1),
      Float64Array.from({ length: cols }, (_, c) => c + 1),
    ];
    expect(dense(scaled(m, left, right))).toEqual(expected.map((row, r) => row.map((value, c) => (r + 1) * value * (c + 1))));
  });
});

describe("neighbourGraph", () => {
  // 0 → 1, 1 → 0, 2 → 1, 3 → itself
  const lists = { k: 1, indices: Int32Array.of(1, 0, 1, 3), weights: [2, 4, 6, 9] };

  it("takes the mean of both directions, and leaves out the point itself", async () => {
    expect(dense(await neighbourGraph(lists, 4, "mean"))).toEqual([
      [0, 3, 0, 0],
      [3, 0, 3, 0],
      [0, 3, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it("keeps what either end has, and weighs 1 without weights", async () => {
    expect(dense(await neighbourGraph(lists, 4, "either"))[1]).toEqual([4, 0, 6, 0]);
    expect(dense(await neighbourGraph({ k: 1, indices: lists.indices }, 4, "either"))[1]).toEqual([1, 0, 1, 0]);
    expect(dense(await neighbourGraph({ k: 1, indices: lists.indices }, 4, "mean"))[1]).toEqual([1, 0, 0.5, 0]);
  });

  it("counts the pieces it falls into", async () => {
    const { count, labels } = connectedComponents(await neighbourGraph(lists, 4, "mean"));
    expect(count).toBe(2);
    expect([...labels]).toEqual([0, 0, 0, 1]);
  });

  it("puts columns in order, and gives way", async () => {
    let turns = 0;
    const giveWay = () => {
      turns++;
      return Promise.resolve();
    };
    const graph = await neighbourGraph({ k: 2, indices: Int32Array.of(2, 1, 2, 0, 1, 0) }, 3, "mean", giveWay);
    expect([...graph.columns]).toEqual([1, 2, 0, 2, 0, 1]);
    expect([...graph.values]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(turns).toBe(3);
  });

  it("says that lists do not fit the points", async () => {
    await expect(neighbourGraph(lists, 3, "mean")).rejects.toThrow(/3 points/);
    await expect(neighbourGraph({ k: 1, indices: Int32Array.of(1, 2) }, 2, "mean")).rejects.toThrow(/neighbour 2 is not in/);
  });
});
