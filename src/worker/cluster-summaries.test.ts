import { describe, expect, test } from "vitest";
import { matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import { summariseClusters } from "./cluster-summaries";

const codes = matrix(Float32Array.from([0, 1, 2, 5, 10, 11, 12, 13]), 8, 1);
const labels = Int32Array.from([0, 0, 0, 0, 2, 2, 2, -1]);

describe("summariseClusters", () => {
  test("exemplars are nearest, outliers farthest, borderline least sure", () => {
    const confidence = Float32Array.from([0.9, 0.2, 0.8, 0.3, 0.5, 0.6, 0.1, 0]);
    const truth = { codes: Int32Array.from([1, 1, 0, -1, -1, -1, -1, 0]), names: ["cat", "dog"] };
    // The mean of cluster 0 is 2, of cluster 2 is 11.
    expect(summariseClusters({ codes, labels, confidence }, 3, truth)).toEqual([
      {
        cluster: 0,
        size: 4,
        exemplars: [2, 1, 0, 3],
        borderline: [1, 3, 2, 0],
        outliers: [3, 0, 1, 2],
        majority: { name: "dog", share: 2 / 3 },
      },
      { cluster: 1, size: 0, exemplars: [], borderline: [], outliers: [], majority: null },
      { cluster: 2, size: 3, exemplars: [5, 4, 6], borderline: [6, 4, 5], outliers: [4, 6, 5], majority: null },
    ]);
  });

  test("of more than a dozen images none is an exemplar and doubtful or far away", () => {
    const line = matrix(
      Float32Array.from({ length: 17 }, (_, i) => i),
      17,
      1,
    );
    const one = { codes: line, labels: new Int32Array(17), confidence: null };
    const [{ exemplars, borderline, outliers }] = summariseClusters(one, 1, null);
    expect(exemplars).toEqual([8, 7, 9, 6, 10, 5, 11, 4, 12]);
    expect(outliers).toEqual([0, 16, 1, 15, 2, 14, 3, 13]);
    expect(borderline).toEqual(outliers);
  });

  test("a dozen images are all exemplars, of thirteen the nearer half", () => {
    const exemplarsOf = (size: number) => {
      const line = matrix(
        Float32Array.from({ length: size }, (_, i) => i),
        size,
        1,
      );
      return summariseClusters({ codes: line, labels: new Int32Array(size), confidence: null }, 1, null)[0].exemplars;
    };
    expect(exemplarsOf(12)).toHaveLength(12);
    expect([...exemplarsOf(13)].sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });

  test("without confidence the borderline is where another mean is nearly as near", () => {
    const [first, , third] = summariseClusters({ codes, labels, confidence: null }, 3, null);
    // Distances to the own and the other mean: 5 has 3 and 6; 0 has 2 and 11; 1 has 1 and 10; 2 has 0 and 9.
    expect(first.borderline).toEqual([3, 0, 1, 2]);
    expect(third.borderline).toEqual([4, 6, 5]);
    expect(first.majority).toBeNull();
  });

  test("lists are as sorting would make them, and bounded", () => {
    const rng = Rng.fromSeed(1);
    const many = matrix(
      Float32Array.from({ length: 3000 }, () => rng.normal()),
      1000,
      3,
    );
    const confidence = Float32Array.from({ length: 1000 }, () => Math.round(rng.uniform() * 50) / 50);
    const [summary] = summariseClusters({ codes: many, labels: new Int32Array(1000), confidence }, 1, null);
    const mean = [0, 1, 2].map((j) => many.data.reduce((sum, value, p) => (p % 3 === j ? sum + value / 1000 : sum), 0));
    const far = (i: number) => mean.reduce((sum, value, j) => sum + (many.data[3 * i + j] - value) ** 2, 0);
    const order = (key: (i: number) => number) =>
      Array.from({ length: 1000 }, (_, i) => i).sort((a, b) => key(a) - key(b) || a - b);
    expect(summary.exemplars).toEqual(order(far).slice(0, 24));
    expect(summary.outliers).toEqual(order((i) => -far(i)).slice(0, 12));
    expect(summary.borderline).toEqual(order((i) => confidence[i]).slice(0, 24));
  });

  test("long codes are judged by some of their columns", () => {
    const d = 3000;
    const rng = Rng.fromSeed(2);
    const n = 1000;
    const noise = Float32Array.from({ length: n }, (_, i) => (i < 12 ? 3 : 0.1 + rng.uniform()));
    const long = matrix(
      Float32Array.from({ length: n * d }, (_, p) => noise[Math.floor(p / d)] * rng.between(-1, 1)),
      n,
      d,
    );
    const [summary] = summariseClusters({ codes: long, labels: new Int32Array(n), confidence: null }, 1, null);
    expect([...summary.outliers].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(Math.max(...summary.exemplars.map((i) => noise[i]))).toBeLessThan(0.25);
  });

  test("codes that are not numbers are farthest; no clusters, no summaries", () => {
    const broken = matrix(Float32Array.from([0, Number.NaN, 2]), 3, 1);
    const [summary] = summariseClusters({ codes: broken, labels: new Int32Array(3), confidence: null }, 1, null);
    expect(summary.size).toBe(3);
    expect(summary.exemplars.length).toBe(3);
    expect(summariseClusters({ codes, labels: null, confidence: null }, 3, null)).toEqual([]);
  });
});
