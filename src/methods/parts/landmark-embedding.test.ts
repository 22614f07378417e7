import { beforeAll, describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { startBackend } from "../../nn/testing";
import { goldenDigits, goldenValues } from "../../numerics/testing";
import { landmarkEmbedding } from "./landmark-embedding";
import { drawnLandmarks, meanLandmarks, movedLandmarks, spreadLandmarks } from "./landmarks";
import type { WorkPace } from "./paced-work";

const golden = goldenValues<{
  readonly embedding: { readonly singularValues: readonly number[]; readonly vectors: readonly number[] };
  readonly landmarkSums: readonly number[];
}>("lsc");
const { points } = goldenDigits();
const { signal } = new AbortController();
const pace: WorkPace = { giveWay: () => Promise.resolve(), report: () => {} };
const rng = () => Rng.fromSeed("landmarks");

function rowsOf({ data, cols }: Matrix, rows: readonly number[]): Matrix {
  return matrix(Float32Array.from(rows.flatMap((row) => [...data.subarray(row * cols, (row + 1) * cols)])), rows.length, cols);
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

beforeAll(async () => {
  await startBackend("wasm");
});

describe("landmarkEmbedding", () => {
  it("has the singular values and vectors that scripts/golden/lsc.py computes from the formulas", async () => {
    const landmarks = rowsOf(
      points,
      upTo(60).map((i) => 5 * i),
    );
    const options = { nearest: 5, bandwidth: 1, rng: rng(), signal, pace };
    const { singularValues, coordinates } = await landmarkEmbedding(points, landmarks, 10, options);
    for (let c = 0; c < 10; c++) expect(singularValues[c]).toBeCloseTo(golden.embedding.singularValues[c], 6);
    golden.embedding.vectors.forEach((value, p) => {
      // Distances are 32-bit numbers.
      expect(coordinates[150 * Math.floor(p / 10) + (p % 10)]).toBeCloseTo(value, 5);
    });
  });

  it("gives orthonormal vectors, of which the first is the same for all", async () => {
    const landmarks = drawnLandmarks(points, 33, rng());
    const options = { nearest: 6, bandwidth: 1, rng: rng(), signal, pace };
    const { singularValues, coordinates } = await landmarkEmbedding(points, landmarks, 7, options);
    expect(singularValues[0]).toBeCloseTo(1, 9);
    for (let a = 0; a < 7; a++) {
      for (let b = 0; b <= a; b++) {
        let product = 0;
        for (let i = 0; i < 300; i++) product += coordinates[7 * i + a] * coordinates[7 * i + b];
        expect(product).toBeCloseTo(a === b ? 1 : 0, 7);
      }
    }
    for (let i = 0; i < 300; i++) expect(Math.abs(coordinates[7 * i])).toBeCloseTo(1 / Math.sqrt(300), 7);
  });

  it("leaves 0 where there are fewer distinct images than dimensions, and takes images far from every landmark", async () => {
    const few = matrix(Float32Array.of(0, 0, 0, 1, 1, 1e6), 6, 1);
    const landmarks = matrix(Float32Array.of(0, 1, 1), 3, 1);
    const { singularValues, coordinates } = await landmarkEmbedding(few, landmarks, 3, {
      nearest: 2,
      bandwidth: 0.05,
      rng: rng(),
      signal,
      pace,
    });
    expect(singularValues[2]).toBeLessThan(1e-7);
    expect(coordinates.every(Number.isFinite)).toBe(true);
    expect([2, 5, 8].map((p) => coordinates[p])).toEqual([0, 0, 0]);
  });
});

describe("landmarks", () => {
  it("move as k-means from the first 30 images moves them", async () => {
    const landmarks = await movedLandmarks(points, rowsOf(points, upTo(30)), { iterations: 5, signal, pace });
    golden.landmarkSums.forEach((sum, m) => {
      const ours = landmarks.data.subarray(256 * m, 256 * (m + 1)).reduce((total, value) => total + value, 0);
      expect(ours).toBeCloseTo(sum, 3);
    });
  });

  it("stay where nobody is nearest", async () => {
    const few = matrix(Float32Array.of(0, 2, 9), 3, 1);
    const moved = await movedLandmarks(few, matrix(Float32Array.of(0, 50, 50), 3, 1), { iterations: 2, signal, pace });
    expect([...moved.data]).toEqual([expect.closeTo(11 / 3, 5), 50, 50]);
  });

  it("spread to every far group, and onto each other only where no other point is left", async () => {
    // Two far loners beside a crowd.
    const crowd = Float32Array.from(upTo(90), (i) => (i < 88 ? (i % 4) * 0.001 : i === 88 ? 50 : -70));
    const spread = (count: number) => spreadLandmarks(matrix(crowd, 90, 1), count, rng(), { signal, pace });
    expect([...(await spread(3)).data].map(Math.round).sort((a, b) => a - b)).toEqual([-70, 0, 50]);
    expect(new Set((await spread(6)).data).size).toBe(6);
    expect((await spread(90)).data.toSorted()).toEqual(crowd.toSorted());
  });

  it("come from a sample of the points, the same under a seed", async () => {
    const seen: number[] = [];
    const watching = { ...pace, report: (done: number) => seen.push(done) };
    const options = { iterations: 2, signal, pace: watching };
    const one = await meanLandmarks(points, 4, rng(), options);
    // Each of three rounds of one image, and each of two iterations, passes over 80; the last image drawn needs no measuring.
    expect(Math.max(...seen)).toBe(5 * 80);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(await meanLandmarks(points, 4, rng(), options)).toEqual(one);
    expect(new Set(drawnLandmarks(matrix(Float32Array.from(upTo(20)), 20, 1), 20, rng()).data).size).toBe(20);
  });
});
