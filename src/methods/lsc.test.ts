import { beforeAll, describe, expect, it } from "vitest";
import { defaultsOf, type Values } from "../core/hyperparameters";
import type { Images } from "../core/images";
import { type Matrix, matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import type { Outcome } from "../core/saved-state";
import { ari } from "../metrics/ari";
import { contingencyOf } from "../metrics/contingency";
import { startBackend } from "../nn/testing";
import { goldenDigits } from "../numerics/testing";
import { lsc } from "./lsc";

async function run(points: Matrix, clusters: number, values: Values = {}) {
  const images: Images = {
    shape: { count: points.rows, height: 1, width: points.cols, channels: 1 },
    pixels: points.data,
    paths: Array.from({ length: points.rows }, (_, i) => `${i}.png`),
    truth: null,
  };
  const settings = { ...defaultsOf(lsc.hyperparameters), ...values };
  const { signal } = new AbortController();
  const training = lsc.train({
    images,
    codes: null,
    clusters,
    rng: Rng.fromSeed(3),
    signal,
    resumeFrom: undefined,
    settings: () => settings,
  });
  const notices: string[] = [];
  for (;;) {
    const next: IteratorResult<unknown, Outcome> = await training.next();
    if (next.done) return { outcome: next.value, notices };
    const event = next.value as { kind: string; message: string };
    if (event.kind === "notice") notices.push(event.message);
  }
}

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
  ])("tells rings apart by landmarks from %s with rows %s", async (landmarks, rows) => {
    const { points, truth } = rings();
    const { outcome, notices } = await run(points, 2, { landmarks, rows, landmarkCount: 120, nearest: 4 });
    expect(agreement(outcome.labels, truth)).toBe(1);
    expect(notices).toEqual([]);
    expect(outcome.codes.cols).toBe(2);
  });

  it("finds the digits better than chance by far, and says that there are few of them", async () => {
    const { points, truth } = goldenDigits();
    const { outcome, notices } = await run(points, 10);
    expect(notices).toEqual([expect.stringMatching(/^300 landmarks are used, not 1000, since there are only 300 images/)]);
    expect(agreement(outcome.labels, truth)).toBeGreaterThan(0.3);
  });

  it("takes at least a landmark for each cluster, and points that are all in one place", async () => {
    const { outcome, notices } = await run(matrix(new Float32Array(18).fill(0.5), 9, 2), 4, { landmarkCount: 2 });
    expect(notices).toEqual([expect.stringMatching(/^4 landmarks/)]);
    expect(outcome.codes.data.every(Number.isFinite)).toBe(true);
    await expect(run(matrix(Float32Array.of(1, 2), 2, 1), 3)).rejects.toThrow(/ask for 2 at most/);
  });
});
