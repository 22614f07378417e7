import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { copyMatrix, type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { kmeans, runKMeans } from "./kmeans";
import { Partition } from "./kmeans-partition";
import { squaredDistanceAt, squaredDistanceBelow } from "./squared-distance";

/** `count` points around `k` random places, to `decimals` (few make ties and doubles). */
function blobs(count: number, d: number, k: number, seed: number, spread = 0.3, decimals = 9): Matrix {
  const rng = Rng.fromSeed(seed);
  const places = Array.from({ length: k * d }, () => rng.between(-2, 2));
  const data = Float32Array.from({ length: count * d }, (_, p) => {
    const cluster = Math.floor(p / d) % k;
    return Number((places[cluster * d + (p % d)] + spread * rng.normal()).toFixed(decimals));
  });
  return matrix(data, count, d);
}

/** Nearest centre of every point, all distances computed: the plain first step of Lloyd. */
function nearest(points: Matrix, centres: Matrix): Int32Array {
  const d = points.cols;
  return Int32Array.from({ length: points.rows }, (_, i) => {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let j = 0; j < centres.rows; j++) {
      const squared = squaredDistanceAt(points.data, i * d, centres.data, j * d, d);
      if (squared < least) [best, least] = [j, squared];
    }
    return best;
  });
}

/** Means of the clusters, taken anew; empty ones keep their centre. */
function means(points: Matrix, labels: Int32Array, before: Matrix): Matrix {
  const after = copyMatrix(before);
  for (let j = 0; j < before.rows; j++) {
    const count = labels.filter((label) => label === j).length;
    if (count === 0) continue;
    for (let c = 0; c < points.cols; c++) {
      let sum = 0;
      for (let i = 0; i < points.rows; i++) if (labels[i] === j) sum += points.data[i * points.cols + c];
      after.data[j * points.cols + c] = sum / count;
    }
  }
  return after;
}

function inertiaTo(points: Matrix, labels: Int32Array, centres: Matrix): number {
  const d = points.cols;
  return labels.reduce((sum, label, i) => sum + squaredDistanceAt(points.data, i * d, centres.data, label * d, d), 0);
}

describe("kmeans", () => {
  test("labels and centres are those of plain Lloyd in every iteration", () => {
    for (const [n, d, k, decimals] of [
      [300, 2, 7, 9],
      [300, 2, 7, 1],
      [200, 19, 12, 9],
      [150, 3, 40, 1],
    ]) {
      const points = blobs(n, d, k, n + d, 0.6, decimals);
      let centres: Matrix | null = null;
      let iterations = 0;
      for (const step of kmeans(points, { clusters: k, restarts: 3, tolerance: 0, rng: Rng.fromSeed(5) })) {
        if (step.stage === "lloyd" && centres) {
          const labels = nearest(points, centres);
          // The plain reference does not fill empty clusters.
          if (new Set(labels).size === k) {
            expect(step.labels).toEqual(labels);
            expect(step.centres.data).toEqual(means(points, labels, centres).data);
            expect(step.inertia).toBeCloseTo(inertiaTo(points, step.labels, step.centres), 4);
            iterations++;
          }
        }
        if (step.stage === "seed") expect(step.inertia).toBeGreaterThanOrEqual(0);
        if (step.stage === "done") expect(step.labels).toEqual(nearest(points, step.centres));
        centres = copyMatrix(step.centres);
      }
      expect(iterations).toBeGreaterThan(5);
    }
  });

  test("while seeding the labels are the nearest chosen centres", () => {
    const points = blobs(400, 5, 9, 2);
    let chosen = 0;
    for (const { stage, centres, labels, inertia } of kmeans(points, { clusters: 9, restarts: 1, rng: Rng.fromSeed(1) })) {
      if (stage !== "seed") break;
      const places = matrix(centres.data.slice(0, ++chosen * 5), chosen, 5);
      expect(labels).toEqual(nearest(points, places));
      expect(inertia).toBeCloseTo(inertiaTo(points, labels, places), 6);
    }
    expect(chosen).toBe(9);
  });

  test("finds separate groups, with their distances and confidence", () => {
    const points = blobs(600, 4, 6, 8, 0.05);
    const result = runKMeans(points, { clusters: 6, rng: Rng.fromSeed(1) });
    const groups = new Set(Array.from(result.labels, (label, i) => `${label}/${i % 6}`));
    expect(groups.size).toBe(6);
    expect(result.distances.reduce((sum, value) => sum + value, 0)).toBeCloseTo(result.inertia, 3);
    expect(Math.min(...result.confidence)).toBeGreaterThan(0.5);
    expect(Math.max(...result.confidence)).toBeLessThanOrEqual(1);
  });

  test("confidence is 1 - nearest / second nearest distance", () => {
    const start = matrix(Float32Array.from([0, 10]), 2, 1);
    const points = matrix(Float32Array.from([-2, 2, 9, 11]), 4, 1);
    const { labels, centres, confidence, distances } = runKMeans(points, { clusters: 2, rng: Rng.fromSeed(1), start });
    expect([...labels]).toEqual([0, 0, 1, 1]);
    expect([...centres.data]).toEqual([0, 10]);
    expect([...distances]).toEqual([4, 4, 1, 1]);
    [1 - 2 / 12, 1 - 2 / 8, 1 - 1 / 9, 1 - 1 / 11].forEach((value, i) => {
      expect(confidence[i]).toBeCloseTo(value, 6);
    });
  });

  test("repeats itself under one seed, and does not advance the generator", () => {
    const points = blobs(200, 3, 8, 3, 1);
    const rng = Rng.fromSeed(9);
    const before = rng.state();
    const first = runKMeans(points, { clusters: 5, restarts: 4, rng });
    expect(rng.state()).toEqual(before);
    expect(runKMeans(points, { clusters: 5, restarts: 4, rng })).toEqual(first);
  });

  test("goes on from saved centres to the same end", () => {
    const points = blobs(500, 6, 12, 4, 1);
    const options = { clusters: 8, restarts: 1, tolerance: 0, rng: Rng.fromSeed(2) };
    const straight = runKMeans(points, options);
    let saved: Matrix | null = null;
    for (const step of kmeans(points, options)) if (step.iteration === 3 && !saved) saved = copyMatrix(step.centres);
    if (!saved) throw new Error("the run was too short to be cut");
    const resumed = runKMeans(points, { ...options, start: saved });
    expect(resumed.labels).toEqual(straight.labels);
    expect(resumed.centres).toEqual(straight.centres);
    expect(resumed.inertia).toBe(straight.inertia);
  });

  test("an empty cluster takes the farthest point", () => {
    const start = matrix(Float32Array.from([0, 1000, 2000]), 3, 1);
    const points = matrix(Float32Array.from([-1, 0, 1, 50]), 4, 1);
    const { labels, inertia } = runKMeans(points, { clusters: 3, rng: Rng.fromSeed(1), start });
    expect(new Set(labels).size).toBe(3);
    expect(labels.filter((label) => label === labels[3]).length).toBe(1);
    expect(inertia).toBeCloseTo(0.5, 9);
  });

  test("fewer distinct points than clusters: the surplus stays empty, ties go to the lowest index", () => {
    const points = matrix(Float32Array.from([1, 1, 1, 5, 5, 5]), 6, 1);
    const { labels, inertia, confidence } = runKMeans(points, { clusters: 4, rng: Rng.fromSeed(1) });
    expect(new Set(labels).size).toBe(2);
    expect(Math.max(...labels)).toBe(1);
    expect(inertia).toBe(0);
    expect([...confidence].every((value) => value >= 0 && value <= 1)).toBe(true);
    const equal = runKMeans(matrix(new Float32Array(6).fill(2), 3, 2), { clusters: 3, rng: Rng.fromSeed(1) });
    expect([...equal.labels]).toEqual([0, 0, 0]);
  });

  test("one cluster, and as many clusters as points", () => {
    const points = matrix(Float32Array.from([0, 3, 9]), 3, 1);
    const one = runKMeans(points, { clusters: 1, rng: Rng.fromSeed(1) });
    expect([one.centres.data[0], one.inertia, ...one.confidence]).toEqual([4, 42, 1, 1, 1]);
    expect(runKMeans(points, { clusters: 3, rng: Rng.fromSeed(1) }).inertia).toBe(0);
  });

  test("bad input is refused in a sentence", () => {
    const points = blobs(5, 2, 2, 1);
    const rng = Rng.fromSeed(1);
    expect(() => runKMeans(points, { clusters: 6, rng })).toThrow("can't find 6 clusters in 5 images; ask for at most 5");
    expect(() => runKMeans(points, { clusters: 0, rng })).toThrow("from 1 up, got 0");
    expect(() => runKMeans(points, { clusters: 2, rng, start: matrix(new Float32Array(3), 1, 3) })).toThrow(
      "must be [2, 2], got [1, 3]",
    );
    points.data[7] = Number.NaN;
    expect(() => runKMeans(points, { clusters: 2, rng })).toThrow("got NaN in the code of image 3");
  });

  test("an aborted signal ends it at the next step", () => {
    const abort = new AbortController();
    const steps = kmeans(blobs(50, 2, 3, 1), { clusters: 3, rng: Rng.fromSeed(1), signal: abort.signal });
    expect(steps.next().done).toBe(false);
    abort.abort(new Error("stopped"));
    expect(() => steps.next()).toThrow("stopped");
  });

  test("a partition without kept bounds assigns alike", () => {
    const points = blobs(200, 3, 6, 6, 1);
    const bare = new Partition(points, blobs(6, 3, 6, 7), 1);
    Object.defineProperty(bare, "lower", { value: null });
    for (let round = 0; round < 6; round++) {
      const expected = nearest(points, bare.centres);
      bare.assign();
      expect(bare.labels).toEqual(expected);
      bare.update();
    }
  });
});

describe("squaredDistanceBelow", () => {
  test("is the whole distance to the last bit below the limit, else a part that reaches it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.integer(),
        fc.double({ min: 0, max: 1.5, noNaN: true }),
        (d, seed, share) => {
          const rng = Rng.fromSeed(seed);
          const a = Float32Array.from({ length: d }, () => rng.normal());
          const b = Float32Array.from({ length: d }, () => rng.normal());
          const whole = squaredDistanceAt(a, 0, b, 0, d);
          const part = squaredDistanceBelow(a, 0, b, 0, d, whole * share);
          expect(part).toBeLessThanOrEqual(whole);
          if (whole < whole * share) expect(part).toBe(whole);
          else expect(part).toBeGreaterThanOrEqual(whole * share);
        },
      ),
    );
  });
});

const usps = ["train", "test"].map((part) => `../shared/data/usps/usps-${part}-images-idx3-ubyte.gz`);
describe("USPS pixels", () => {
  test("inertia is scikit-learn's within 0.5 %", ({ skip }) => {
    skip(!usps.every((path) => existsSync(path)), "../shared/data/usps is not here");
    const bytes = usps.flatMap((path) => [...gunzipSync(readFileSync(path)).subarray(16)]);
    const points = matrix(
      Float32Array.from(bytes, (byte) => byte / 255),
      bytes.length / 256,
      256,
    );
    const { inertia, labels } = runKMeans(points, { clusters: 10, restarts: 5, rng: Rng.fromSeed(1) });
    // scikit-learn 1.2.1: KMeans(10, n_init=20, random_state=0).fit(pixels / 255).inertia_
    expect(Math.abs(inertia / 177684.125 - 1)).toBeLessThan(0.005);
    expect(new Set(labels).size).toBe(10);
  });
});
