import { expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { goldenDigits, goldenValues } from "../../numerics/testing";
import { runKMeans } from "./kmeans";
import { miniBatchKMeans } from "./kmeans-mini-batch";

const { points } = goldenDigits();

it("agrees with scikit-learn from the same start", () => {
  // KMeans(10, init=points[start], n_init=1, algorithm="lloyd").fit(points): see scripts/golden/kmeans.py.
  const golden = goldenValues<{
    start: number[];
    labels: number[];
    inertia: number;
    iterations: number;
    centreSums: number[];
    centreSquares: number[];
  }>("kmeans");
  const start = matrix(new Float32Array(10 * 256), 10, 256);
  golden.start.forEach((row, j) => {
    start.data.set(points.data.subarray(row * 256, (row + 1) * 256), j * 256);
  });
  const found = runKMeans(points, { clusters: 10, rng: Rng.fromSeed(1), start });
  expect([...found.labels]).toEqual(golden.labels);
  expect(found.inertia / golden.inertia).toBeCloseTo(1, 6);
  // scikit-learn also counts the iteration that finds nothing to change.
  expect(found.iterations).toBe(golden.iterations - 1);
  for (let j = 0; j < 10; j++) {
    const centre = found.centres.data.subarray(j * 256, (j + 1) * 256);
    expect(centre.reduce((sum, value) => sum + value, 0)).toBeCloseTo(golden.centreSums[j], 4);
    expect(centre.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(golden.centreSquares[j], 4);
  }
});

/** Runs it to its end; also the places at which it could be paused. */
function runMiniBatch(options: Parameters<typeof miniBatchKMeans>[1], data = points) {
  const steps = miniBatchKMeans(data, options);
  const stages: string[] = [];
  for (;;) {
    const step = steps.next();
    if (step.done) return { ...step.value, stages };
    stages.push(step.value.stage);
  }
}

it("mini-batches come within 2 % of Lloyd's inertia", () => {
  const lloyd = runKMeans(points, { clusters: 10, rng: Rng.fromSeed(1), restarts: 10 });
  let best = Number.POSITIVE_INFINITY;
  for (let restart = 0; restart < 10; restart++) {
    const found = runMiniBatch({ clusters: 10, rng: Rng.fromSeed(restart), batchSize: 100 });
    best = Math.min(best, found.inertia);
    expect(found.stages.filter((stage) => stage === "batch")).toHaveLength(found.iterations);
    expect(found.iterations).toBeLessThan(300);
  }
  expect(best / lloyd.inertia).toBeLessThan(1.02);
});

it("mini-batches repeat themselves, label by the nearest centre, and keep to their passes", () => {
  const options = { clusters: 7, rng: Rng.fromSeed(3), batchSize: 32, maxPasses: 1 };
  const found = runMiniBatch(options);
  expect(runMiniBatch(options)).toEqual(found);
  expect(found.iterations).toBeLessThanOrEqual(Math.floor(300 / 32));
  const distances = Array.from({ length: 7 }, (_, j) => {
    let sum = 0;
    for (let p = 0; p < 256; p++) sum += (points.data[p] - found.centres.data[j * 256 + p]) ** 2;
    return sum;
  });
  expect(found.labels[0]).toBe(distances.indexOf(Math.min(...distances)));
  expect(found.distances.reduce((sum, value) => sum + value, 0)).toBeCloseTo(found.inertia, 2);
});

it("mini-batches take fewer distinct points than clusters, and as many clusters as points", () => {
  const few = matrix(Float32Array.of(1, 1, 1, 5, 5, 5), 6, 1);
  const found = runMiniBatch({ clusters: 3, rng: Rng.fromSeed(1) }, few);
  expect(found.inertia).toBeCloseTo(0, 9);
  expect(new Set(found.labels).size).toBe(2);
  expect(runMiniBatch({ clusters: 6, rng: Rng.fromSeed(1) }, few).inertia).toBeCloseTo(0, 9);
  expect(() => runMiniBatch({ clusters: 7, rng: Rng.fromSeed(1) }, few)).toThrow("can't find 7 clusters in 6 images");
});
