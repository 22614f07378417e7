import { beforeAll, describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../core/matrix";
import { ari } from "../metrics/ari";
import { contingencyOf } from "../metrics/contingency";
import { startBackend } from "../nn/testing";
import { goldenDigits } from "../numerics/testing";
import { lsc } from "./lsc";
import { runOf } from "./parts/testing";

/** Two rings, one in the other, 400 points in all. */
function rings(): { points: Matrix; truth: Int32Array } {
  const data = new Float32Array(800);
  for (let i = 0; i < 400; i++) {
    const angle = (2 * Math.PI * (i >> 1)) / 200;
    data[2 * i] = (1 + 2 * (i % 2)) * Math.cos(angle);
    data[2 * i + 1] = (1 + 2 * (i % 2)) * Math.sin(angle);
  }
  return { points: matrix(data, 400, 2), truth: Int32Array.from({ length: 400 }, (_, i) => i % 2) };
}

const agreement = (labels: Int32Array, truth: Int32Array) => ari.compute(contingencyOf(labels, truth));

beforeAll(async () => {
  await startBackend("wasm");
});

describe("lsc", () => {
  it.each([
    ["kmeans", "unit"],
    ["random", "plain"],
  ] as const)("tells rings apart by landmarks from %s with rows %s", async (landmarks, rows) => {
    const { points, truth } = rings();
    const { outcome, notices } = await runOf(lsc, points, { landmarks, rows, landmarkCount: 120, nearest: 4 }, 2);
    expect(agreement(outcome.labels, truth)).toBe(1);
    expect(notices).toEqual([]);
    expect(outcome.codes.cols).toBe(2);
  });

  it("finds the digits better than chance by far, and says that there are few of them", async () => {
    const { points, truth } = goldenDigits();
    const { outcome, notices } = await runOf(lsc, points, {});
    expect(notices).toEqual([expect.stringMatching(/^300 landmarks are used, not 1000, since there are only 300 images/)]);
    expect(agreement(outcome.labels, truth)).toBeGreaterThan(0.3);
  });

  it("takes at least a landmark for each cluster, and points that are all in one place", async () => {
    const { outcome, notices } = await runOf(lsc, matrix(new Float32Array(18).fill(0.5), 9, 2), { landmarkCount: 2 }, 4);
    expect(notices).toEqual([expect.stringMatching(/^4 landmarks/), expect.stringMatching(/^1 of 4 clusters holds images/)]);
    expect(outcome.codes.data.every(Number.isFinite)).toBe(true);
    await expect(runOf(lsc, matrix(Float32Array.of(1, 2), 2, 1), {}, 3)).rejects.toThrow(/ask for 2 at most/);
  });
});
