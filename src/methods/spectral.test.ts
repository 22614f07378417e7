import { beforeAll, describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import { ari } from "../metrics/ari";
import { contingencyOf } from "../metrics/contingency";
import { startBackend } from "../nn/testing";
import { goldenDigits, goldenValues } from "../numerics/testing";
import { runOf } from "./parts/testing";
import { spectral } from "./spectral";

const golden = goldenValues<{
  readonly heat: { readonly eigenvalues: readonly number[]; readonly embedding: readonly number[] };
  readonly labels: readonly number[];
  readonly inertia: number;
}>("spectral");

/** Points on `circles` circles about one centre, 60 each, the outer ones farther apart than their points. */
function rings(circles: number, gap: number): { points: Matrix; truth: Int32Array } {
  const count = 60 * circles;
  const data = new Float32Array(count * 2);
  for (let i = 0; i < count; i++) {
    const radius = 1 + gap * (i % circles);
    const angle = (2 * Math.PI * Math.floor(i / circles)) / 60;
    data[2 * i] = radius * Math.cos(angle);
    data[2 * i + 1] = radius * Math.sin(angle);
  }
  return { points: matrix(data, count, 2), truth: Int32Array.from({ length: count }, (_, i) => i % circles) };
}

const agreement = (labels: Int32Array, truth: Int32Array) => ari.compute(contingencyOf(labels, truth));

beforeAll(async () => {
  await startBackend("wasm");
});

describe("spectral", () => {
  it("holds the coordinates of an image that hardly any edge joins", async () => {
    const rng = Rng.fromSeed("outlier");
    const data = Float32Array.from({ length: 602 }, (_, p) => rng.normal() * 0.8 + (p < 300 ? 0 : 6));
    data.set([18, 18], 600);
    const { outcome } = await runOf(spectral, matrix(data, 301, 2), { affinity: "heat" }, 3);
    expect(outcome.codes.data.every(Number.isFinite)).toBe(true);
  });

  it("clusters the digits as SpectralClustering(n_clusters=10, n_neighbors=20, affinity='nearest_neighbors', n_init=50) does", async () => {
    const values = { neighbours: 20, restarts: 60, tolerance: 0 };
    const { outcome, epochs } = await runOf(spectral, goldenDigits().points, values, 10, 3);
    const inertias = epochs.slice(1).map(({ losses }) => losses.inertia);
    // KMeans(10, n_init=500, tol=0).fit(embedding).inertia_
    expect(Math.min(...inertias) / golden.inertia).toBeCloseTo(1, 3);
    expect(agreement(outcome.labels, Int32Array.from(golden.labels))).toBeGreaterThan(0.98);
    expect(epochs[0].facts?.pieces).toBe(1);
  });

  it("has the heat kernel's eigenvectors as codes", async () => {
    const { outcome, epochs } = await runOf(spectral, goldenDigits().points, { affinity: "heat", restarts: 1 });
    expect(epochs[0].facts?.lastEigenvalue).toBeCloseTo(golden.heat.eigenvalues[9], 6);
    const most = golden.heat.embedding.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0);
    golden.heat.embedding.forEach((value, p) => {
      const ours = outcome.codes.data[15 * Math.floor(p / 10) * 10 + (p % 10)];
      expect(Math.abs(ours - value)).toBeLessThan(1e-6 * most);
    });
  });

  it("tells rings apart, joined or not, in unit rows or by N-cut, and says how many pieces there are", async () => {
    const { points, truth } = rings(3, 1.5);
    for (const rows of ["ncut", "unit"] as const) {
      const { outcome, notices } = await runOf(spectral, points, { neighbours: 5, rows, restarts: 3 }, 3);
      expect(agreement(outcome.labels, truth)).toBe(1);
      expect(notices).toEqual([expect.stringMatching(/falls into 3 pieces/)]);
    }
    const { outcome, notices } = await runOf(
      spectral,
      rings(2, 0.3).points,
      { neighbours: 8, affinity: "heat", bandwidth: 0.2 },
      2,
    );
    expect(agreement(outcome.labels, rings(2, 0.3).truth)).toBe(1);
    expect(notices).toEqual([]);
    expect((await runOf(spectral, points, { neighbours: 5 }, 2)).notices).toEqual([expect.stringMatching(/Only the 2 heaviest/)]);
  });

  it("brings rows to unit length where Ng, Jordan and Weiss do", async () => {
    const { outcome } = await runOf(spectral, goldenDigits().points, { neighbours: 20, rows: "unit", restarts: 1 });
    for (let i = 0; i < 300; i++) {
      const row = outcome.codes.data.subarray(10 * i, 10 * i + 10);
      expect(row.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
    }
  });

  it("takes points that are all in one place, and fewer images than neighbours, and says so", async () => {
    const same = matrix(new Float32Array(14).fill(0.5), 7, 2);
    for (const affinity of ["neighbours", "heat"] as const) {
      const { outcome, notices } = await runOf(spectral, same, { affinity }, 2);
      expect(outcome.codes.data.every(Number.isFinite)).toBe(true);
      expect(notices[0]).toMatch(/only 7 images/);
    }
  });

  it("says that a few images cannot be so many clusters", async () => {
    await expect(runOf(spectral, matrix(Float32Array.of(0, 1, 2, 4), 4, 1), {}, 5)).rejects.toThrow(/one for each cluster/);
  });
});
