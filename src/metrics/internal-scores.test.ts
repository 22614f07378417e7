import { describe, expect, test } from "vitest";
import { type Matrix, matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import { goldenDigits, goldenValues } from "../numerics/testing";
import { clusterMembers, sampleMembers } from "./cluster-members";
import { internalScores } from "./internal-scores";
import { countedTurns, draws, momentsOf } from "./testing";

type Expected = { silhouette: number; daviesBouldin: number; calinskiHarabasz: number };
const golden = goldenValues<{ internal: Record<"truth" | "mixed" | "layout", Expected> }>("scores").internal;
const { points, truth } = goldenDigits();

const of = (codes: Matrix, labels: Int32Array, most = 5000) =>
  internalScores(codes, labels, { rng: Rng.fromSeed(1), most, ...countedTurns() });

/** Clusters that cut across the digits, two with one image each, and noise: `mixed` of scores.py. */
function mixedLabels(): Int32Array {
  const next = draws(11);
  const labels = truth.map((code) => (next() % 3 ? Math.floor(code / 2) : next() % 7) - (next() % 6 === 0 ? 1 : 0));
  labels.set([90, 91]);
  return labels;
}

/** `count` points in the plane around each of the centres. */
function blobs(centres: readonly (readonly [number, number])[], counts: readonly number[], spread: number) {
  const rng = Rng.fromSeed(5);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const labels = Int32Array.from(counts.flatMap((count, cluster) => new Array<number>(count).fill(cluster)));
  const data = Float32Array.from({ length: rows * 2 }, (_, p) => centres[labels[p >> 1]][p & 1] + spread * rng.normal());
  return { codes: matrix(data, rows, 2), labels };
}

// scripts/golden/scores.py: silhouette_score(points, labels) and so on, noise left out.
describe("against scikit-learn", () => {
  test.each([
    ["truth", points, truth],
    ["mixed", points, mixedLabels()],
    ["layout", momentsOf(points), truth],
  ] as const)("%s", async (name, codes, labels) => {
    const scores = await of(codes, labels);
    expect(scores.sampled).toBeNull();
    for (const [id, value] of Object.entries(golden[name])) {
      expect(Math.abs(scores[id as keyof Expected] / value - 1), id).toBeLessThan(1e-9);
    }
  });
});

describe("degenerate cases", () => {
  const line = matrix(Float32Array.of(0, 1, 5, 6), 4, 1);
  const nothing = { silhouette: Number.NaN, daviesBouldin: Number.NaN, calinskiHarabasz: Number.NaN, sampled: null };
  test.each([
    ["one cluster", [2, 2, 2, 2]],
    ["one cluster and noise", [-1, 2, 2, -1]],
    ["nothing but noise", [-1, -1, -1, -1]],
    ["every image its own", [0, 1, 2, 3]],
  ])("%s has no scores", async (_, labels) => {
    expect(await of(line, Int32Array.from(labels))).toEqual(nothing);
  });
  test("noise is left out as if it were not there", async () => {
    const without = await of(matrix(Float32Array.of(0, 1, 5, 7), 4, 1), Int32Array.of(0, 0, 1, 1));
    expect(await of(matrix(Float32Array.of(0, 900, 1, 5, 7), 5, 1), Int32Array.of(4, -1, 4, 2, 2))).toEqual(without);
  });
  test("equal images in all clusters", async () => {
    // silhouette_score([[3]] * 4, [0, 0, 1, 1]) == 0, davies_bouldin_score(...) == 0, calinski_harabasz_score(...) == 1
    const scores = await of(matrix(new Float32Array(4).fill(3), 4, 1), Int32Array.of(0, 0, 1, 1));
    expect(scores).toEqual({ silhouette: 0, daviesBouldin: 0, calinskiHarabasz: 1, sampled: null });
  });
  test("codes that are not numbers have no scores", async () => {
    const scores = await of(matrix(Float32Array.of(Number.NaN, 1, 5, 6), 4, 1), Int32Array.of(0, 0, 1, 1));
    expect(scores).toEqual(nothing);
  });
  test("lengths must agree", async () => {
    await expect(of(line, Int32Array.of(0, 1))).rejects.toThrow("there are 4 codes, but 2 labels");
  });
});

describe("a sample", () => {
  const large = blobs(
    [
      [0, 0],
      [4, 0],
      [0, 9],
    ],
    [1500, 400, 6],
    1,
  );
  test("is near the whole, is said, and changes nothing else", async () => {
    const whole = await of(large.codes, large.labels);
    const sample = await of(large.codes, large.labels, 500);
    expect(sample.sampled).toBeGreaterThan(490);
    expect(sample.sampled).toBeLessThanOrEqual(500);
    expect(Math.abs(sample.silhouette - whole.silhouette)).toBeLessThan(0.03);
    expect([sample.daviesBouldin, sample.calinskiHarabasz]).toEqual([whole.daviesBouldin, whole.calinskiHarabasz]);
    expect(await of(large.codes, large.labels, 500)).toEqual(sample);
  });
  test("holds two of every cluster, and weighs them as many as they stand for", () => {
    const members = clusterMembers(large.labels);
    const { rows, starts, weights } = sampleMembers(members, 100, Rng.fromSeed(2).permutation(1906));
    const sizes = [...weights.keys()].map((cluster) => starts[cluster + 1] - starts[cluster]);
    expect(sizes.length).toBe(3);
    expect(sizes[2]).toBe(2);
    expect(rows.length).toBeLessThanOrEqual(100);
    expect(sizes.map((size, cluster) => size * weights[cluster])).toEqual([1500, 400, 6]);
    expect(new Set(rows).size).toBe(rows.length);
    expect(rows.map((row) => large.labels[row])).toEqual(rows.map((_, at) => starts.findIndex((start) => start > at) - 1));
  });
  test("of more clusters than it has room for is drawn whatever they are", () => {
    const members = clusterMembers(Int32Array.from({ length: 90 }, (_, i) => i >> 1));
    const { rows, starts, weights } = sampleMembers(members, 40, Rng.fromSeed(2).permutation(90));
    expect(rows.length).toBe(40);
    expect(starts.at(-1)).toBe(40);
    expect(weights.every((weight) => weight === 1 || weight === 2)).toBe(true);
  });
});

test("gives up the thread, and stops when told", async () => {
  const { codes, labels } = blobs(
    [
      [0, 0],
      [3, 0],
    ],
    [700, 800],
    1,
  );
  const turns = countedTurns();
  await internalScores(codes, labels, { rng: Rng.fromSeed(1), ...turns });
  expect(turns.count()).toBeGreaterThan(3);
  await expect(internalScores(codes, labels, { rng: Rng.fromSeed(1), ...countedTurns(2) })).rejects.toThrow("stopped at turn 2");
});
