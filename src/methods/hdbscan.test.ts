import { beforeAll, describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../core/matrix";
import { startBackend } from "../nn/testing";
import { goldenDigits, goldenValues } from "../numerics/testing";
import { hdbscan } from "./hdbscan";
import { runOf } from "./parts/testing";

interface Golden {
  readonly blobs: readonly number[];
  readonly grid: readonly number[];
  readonly cases: readonly {
    readonly points: "digits" | "blobs" | "grid";
    readonly minClusterSize: number;
    readonly minSamples: number;
    readonly selection: "eom" | "leaf";
    readonly labels: readonly number[];
    readonly membership: readonly number[];
    readonly outlierScores: readonly number[];
  }[];
}

const golden = goldenValues<Golden>("hdbscan");
const plane = (values: readonly number[]): Matrix => matrix(Float32Array.from(values), values.length / 2, 2);
const sets = { digits: goldenDigits().points, blobs: plane(golden.blobs), grid: plane(golden.grid) };

beforeAll(async () => {
  await startBackend("wasm");
});

describe("hdbscan", () => {
  // scripts/golden/hdbscan.py: components of the mutual-reachability graph, found anew at every threshold.
  it.each(golden.cases)("has the reference's clusters of $points: $selection, $minClusterSize, $minSamples", async (expected) => {
    const { minClusterSize, minSamples, selection } = expected;
    const { outcome } = await runOf(hdbscan, sets[expected.points], { minClusterSize, minSamples, selection });
    expect([...outcome.labels]).toEqual(expected.labels);
    expected.membership.forEach((value, i) => {
      expect(outcome.confidence?.[i]).toBeCloseTo(value, 4);
      expect(outcome.columns?.[0].values[i]).toBeCloseTo(expected.outlierScores[i], 4);
    });
    expect(outcome.centres?.rows).toBe(Math.max(...expected.labels) + 1);
  });

  it("tells density by the smallest cluster's size where no other number is given", async () => {
    const alike = await runOf(hdbscan, sets.blobs, { minClusterSize: 10, minSamples: 10 });
    expect((await runOf(hdbscan, sets.blobs, { minClusterSize: 10, minSamples: 0 })).outcome).toEqual(alike.outcome);
  });

  it("says that all is noise where nothing parts", async () => {
    const { outcome, notices } = await runOf(hdbscan, sets.grid, { minClusterSize: 60 });
    expect(new Set(outcome.labels)).toEqual(new Set([-1]));
    expect([outcome.centres, outcome.reason]).toEqual([null, "Clusters found: 0; images left as noise: 69."]);
    expect(notices.join()).toMatch(/never part into two groups of 60 or more: all are noise\. Ask for smaller/);
  });

  it("takes equal images, two images and one", async () => {
    // Two places with six equal images each.
    const places = plane(Array.from({ length: 24 }, (_, at) => (at < 12 ? 1 : 5)));
    const { outcome } = await runOf(hdbscan, places, { minClusterSize: 3 });
    expect([...outcome.labels]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    expect(new Set(outcome.confidence)).toEqual(new Set([1]));
    for (const count of [1, 2]) {
      const few = matrix(new Float32Array(count).fill(0.5), count, 1);
      const { outcome: none, notices } = await runOf(hdbscan, few, {});
      expect([...none.labels]).toEqual(new Array(count).fill(-1));
      expect(notices[0]).toBe(`There are ${count} images, so density is told by the distance to ${count} images instead of 5.`);
      for (const value of none.columns?.[0].values ?? []) expect(value).toBe(0);
    }
  });
});
