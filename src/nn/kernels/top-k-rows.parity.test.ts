import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { startBackend, take, testedBackends } from "../testing";
import * as tf from "../tfjs";
import { packedSmallest, smallestOfRows } from "./top-k-rows";

const rng = Rng.fromSeed("smallest of rows");

/** By sorting whole rows, the lower column first among equals. */
function plain(x: Float32Array, rows: number, cols: number, k: number) {
  const sorted = Array.from({ length: rows }, (_, i) =>
    Array.from(x.subarray(i * cols, (i + 1) * cols), (value, column) => ({ value, column }))
      .sort((a, b) => a.value - b.value || a.column - b.column)
      .slice(0, k),
  );
  const rowsOf = (pick: (one: { value: number; column: number }) => number) => sorted.map((row) => row.map(pick));
  return { values: rowsOf(({ value }) => value), columns: rowsOf(({ column }) => column) };
}

describe.each(testedBackends)("the smallest of rows on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
    expect(tf.getBackend()).toBe(backend);
  });

  it.each([
    [1, 1, 1],
    [3, 5, 5],
    [1, 200, 7],
    [9, 63, 1],
    [5, 64, 64],
    [33, 130, 16],
    [4, 300, 90],
  ])("are those of a sort: [%i, %i], k = %i", async (rows, cols, k) => {
    const before = tf.memory().numTensors;
    const spread = Float32Array.from({ length: rows * cols }, () => rng.normal());
    // Few different values, so that most are equal to another.
    const coarse = spread.map((value) => Math.round(value));
    for (const x of [spread, coarse]) {
      const expected = plain(x, rows, cols, k);
      const input = tf.tensor2d(x.slice(), [rows, cols]);
      const { values, indices } = smallestOfRows(input, k);
      expect(indices.dtype).toBe("int32");
      expect(values.shape).toEqual([rows, k]);
      // "+ 0" turns -0 into 0.
      expect((await take(values)).map((value) => value + 0)).toEqual(expected.values.flat().map((value) => value + 0));
      expect(await take(indices)).toEqual(expected.columns.flat());
      const packed = (await take(packedSmallest(input, k))).map((value) => value + 0);
      expect(packed).toEqual(expected.values.flatMap((row, i) => [...row, ...expected.columns[i]]).map((value) => value + 0));
      input.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it("include the largest of numbers where nothing smaller is left", async () => {
    const x = Float32Array.of(3.4028234663852886e38, 1, -3.4028234663852886e38);
    const packed = await take(tf.tidy(() => packedSmallest(tf.tensor2d(x.slice(), [1, 3]), 3)));
    expect(packed).toEqual([x[2], 1, x[0], 2, 1, 0]);
  });

  it("are refused by a sentence where a row has fewer", () => {
    const refuse = (k: number) => () => tf.tidy(() => smallestOfRows(tf.zeros([2, 3]), k).values);
    expect(refuse(4)).toThrow("k must be a whole number from 1 to the 3 columns of [2, 3], got 4.");
    expect(refuse(0)).toThrow("got 0.");
  });
});
