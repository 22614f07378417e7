import { beforeAll, describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import { nearestNeighbours } from "./nearest-neighbours";
import type { Metric } from "./neighbours/search-space";
import { startBackend, testedBackends } from "./testing";
import * as tf from "./tfjs";

const rng = Rng.fromSeed("nearest neighbours");

function points(rows: number, cols: number, value: (i: number, j: number) => number): Matrix {
  return matrix(
    Float32Array.from({ length: rows * cols }, (_, p) => value(Math.floor(p / cols), p % cols)),
    rows,
    cols,
  );
}

const normal = (rows: number, cols: number) => points(rows, cols, () => rng.normal());

/** The definition in double precision, every pair, one sum at a time. */
function plainDistance(a: Matrix, i: number, b: Matrix, j: number, metric: Metric): number {
  const x = Array.from(a.data.subarray(i * a.cols, (i + 1) * a.cols));
  const y = Array.from(b.data.subarray(j * b.cols, (j + 1) * b.cols));
  if (metric === "euclidean") return Math.sqrt(x.reduce((sum, value, p) => sum + (value - y[p]) ** 2, 0));
  const length = (row: number[]) => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  const [s, t] = [length(x), length(y)];
  if (s === 0 || t === 0) return s === t ? 0 : 1;
  return x.reduce((sum, value, p) => sum + (value / s - y[p] / t) ** 2, 0) / 2;
}

function plain(codes: Matrix, k: number, metric: Metric, queries?: Matrix) {
  const asked = queries ?? codes;
  const rows = Array.from({ length: asked.rows }, (_, i) =>
    Array.from({ length: codes.rows }, (_, index) => ({ index, distance: plainDistance(asked, i, codes, index, metric) }))
      .filter(({ index }) => queries !== undefined || index !== i)
      .sort((a, b) => a.distance - b.distance || a.index - b.index)
      .slice(0, k),
  );
  return { indices: rows.flat().map(({ index }) => index), distances: rows.flat().map(({ distance }) => distance) };
}

async function expectExact(codes: Matrix, k: number, metric: Metric, queries?: Matrix): Promise<void> {
  const got = await nearestNeighbours(codes, k, { metric, ...(queries ? { queries } : {}) });
  const expected = plain(codes, k, metric, queries);
  expect([...got.indices]).toEqual(expected.indices);
  expected.distances.forEach((distance, at) => {
    expect(Math.abs(got.distances[at] - distance)).toBeLessThanOrEqual(1e-7 * distance);
  });
}

describe.each(testedBackends)("nearest neighbours on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
    expect(tf.getBackend()).toBe(backend);
  });

  it.each([
    [2, 1, 1],
    [9, 1, 3],
    [17, 2, 16],
    [67, 3, 5],
    [130, 10, 15],
    [40, 64, 7],
    [75, 65, 4],
    [50, 203, 9],
    [90, 10, 70],
  ])("are those of double precision: [%i, %i], k = %i", async (rows, cols, k) => {
    const codes = normal(rows, cols);
    for (const metric of ["euclidean", "cosine"] as const) {
      // On one axis every cosine distance is 0 or 2, up to the rounding of the lengths.
      if (cols > 1 || metric === "euclidean") await expectExact(codes, k, metric);
    }
  });

  it.each([
    [1, 5, 2],
    [21, 10, 4],
    [70, 90, 6],
  ])("of other queries leave nothing out: [%i, %i]", async (count, cols, k) => {
    const codes = normal(53, cols);
    const queries = normal(count, cols);
    queries.data.set(codes.data.subarray(0, cols));
    for (const metric of ["euclidean", "cosine"] as const) await expectExact(codes, k, metric, queries);
  });

  it("keep duplicates, and give the lower index first where many are equally far", async () => {
    // Whole numbers: sums are exact, and every row has more neighbours at the same distance than k.
    for (const cols of [2, 80])
      await expectExact(
        points(150, cols, () => rng.integer(3)),
        6,
        "euclidean",
      );
    const same = points(40, 3, () => 0.1);
    const { indices, distances } = await nearestNeighbours(same, 2, { metric: "euclidean" });
    expect([...indices.subarray(0, 8)]).toEqual([1, 2, 0, 2, 0, 1, 0, 1]);
    expect(distances.every((distance) => distance === 0)).toBe(true);
  });

  it.each([3, 100])("lose no digits far from the origin, nor in tight clusters: d = %i", async (cols) => {
    const near = points(60, cols, () => 1000 + 0.01 * rng.normal());
    await expectExact(near, 5, "euclidean");
    const centres = normal(6, cols);
    const tight = points(60, cols, (i, j) => 30 * centres.data[(i % 6) * cols + j] + 1e-4 * rng.normal());
    await expectExact(tight, 12, "euclidean");
    await expectExact(tight, 12, "cosine");
  });

  it.each([3, 100])("neither overflow nor underflow: d = %i", async (cols) => {
    const codes = normal(50, cols);
    for (const scale of [1e-36, 1e36]) {
      const scaled = points(50, cols, (i, j) => scale * codes.data[i * cols + j]);
      for (const metric of ["euclidean", "cosine"] as const) await expectExact(scaled, 5, metric);
    }
    // One value that dwarfs all others.
    codes.data[0] = 1e30;
    await expectExact(codes, 5, "euclidean");
  });

  it.each([4, 90])("under cosine put a zero vector at 1 from all but its like: d = %i", async (cols) => {
    const codes = points(30, cols, (i) => (i % 5 === 0 ? 0 : rng.normal()));
    await expectExact(codes, 8, "cosine");
    const { indices, distances } = await nearestNeighbours(codes, 6, { metric: "cosine" });
    expect([...indices.subarray(0, 5)]).toEqual([5, 10, 15, 20, 25]);
    expect([...distances.subarray(0, 6)]).toEqual([0, 0, 0, 0, 0, 1]);
  });

  it("are all there are where k asks for more", async () => {
    const few = await nearestNeighbours(normal(4, 3), 10, { metric: "euclidean" });
    expect(few.k).toBe(3);
    expect(few.indices).toHaveLength(12);
    const one = await nearestNeighbours(normal(1, 3), 2, { metric: "cosine" });
    expect(one).toEqual({ k: 0, indices: new Int32Array(0), distances: new Float32Array(0) });
    const none = await nearestNeighbours(normal(0, 3), 2, { metric: "cosine" });
    expect(none.k).toBe(0);
  });

  it("are refused by a sentence where the input does not suit", async () => {
    const codes = normal(20, 4);
    codes.data[4 * 7 + 2] = Number.NaN;
    const options = { metric: "euclidean" } as const;
    await expect(nearestNeighbours(codes, 2, options)).rejects.toThrow("codes[7, 2] is NaN");
    codes.data[4 * 7 + 2] = Number.NEGATIVE_INFINITY;
    await expect(nearestNeighbours(codes, 2, options)).rejects.toThrow("codes[7, 2] is -Infinity");
    await expect(nearestNeighbours(normal(5, 4), 2, { ...options, queries: codes })).rejects.toThrow("queries[7, 2]");
    await expect(nearestNeighbours(normal(5, 4), 0, options)).rejects.toThrow("k must be a whole number from 1 on, got 0.");
    await expect(nearestNeighbours(normal(5, 0), 1, options)).rejects.toThrow("no columns");
    await expect(nearestNeighbours(normal(5, 4), 1, { ...options, queries: normal(2, 3) })).rejects.toThrow(
      "must share d, got [5, 4] and [2, 3]",
    );
  });

  it("give up the thread, tell how far they are, and are the same in every run", async () => {
    const codes = normal(1100, 70);
    let turns = 0;
    const done: number[] = [];
    const giveWay = () => {
      turns++;
      return Promise.resolve();
    };
    const report = (count: number, all: number) => {
      expect(all).toBe(1100);
      done.push(count);
    };
    const first = await nearestNeighbours(codes, 5, { metric: "cosine", giveWay, report });
    expect(turns).toBeGreaterThan(1);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(1100);
    expect(await nearestNeighbours(codes, 5, { metric: "cosine" })).toEqual(first);
  });

  it("end with the signal's reason when aborted on the way, and leave no tensor", async () => {
    const codes = normal(1100, 70);
    const before = tf.memory().numTensors;
    const abort = new AbortController();
    let turns = 0;
    const giveWay = async () => {
      turns++;
      if (turns === 2) abort.abort(new Error("enough"));
    };
    const search = nearestNeighbours(codes, 5, { metric: "euclidean", signal: abort.signal, giveWay });
    await expect(search).rejects.toThrow("enough");
    expect(turns).toBe(2);
    expect(tf.memory().numTensors).toBe(before);
    await expect(nearestNeighbours(codes, 5, { metric: "euclidean", signal: abort.signal })).rejects.toThrow("enough");
  });

  it("of 20,000 × 10 take bounded memory: a block of queries at a time", async () => {
    const codes = normal(20_000, 10);
    const queries = matrix(codes.data.slice(0, 300 * 10), 300, 10);
    const before = tf.memory().numBytes;
    let most = 0;
    const giveWay = async () => {
      most = Math.max(most, tf.memory().numBytes - before);
    };
    const report = () => {
      most = Math.max(most, tf.memory().numBytes - before);
    };
    const { indices } = await nearestNeighbours(codes, 3, { metric: "euclidean", queries, giveWay, report });
    expect([...indices].filter((_, at) => at % 3 === 0)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    // The device's copy of the points; blocks of queries are gone by then. No tensor at all elsewhere.
    expect(most).toBe(backend === "webgpu" ? 4 * 20_000 * 10 : 0);
    expect(tf.memory().numBytes).toBe(before);
  });
});
