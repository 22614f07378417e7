import { beforeAll, describe, expect, it } from "vitest";
import type { ValuesOf } from "../core/hyperparameters";
import { startBackend } from "../nn/testing";
import { goldenDigits, goldenValues } from "../numerics/testing";
import { agglomerative } from "./agglomerative";
import type { Linkage } from "./parts/linkage";
import { runOf } from "./parts/testing";

interface Golden {
  readonly labels: readonly number[];
  /** Of the last 60 merges. */
  readonly heights: readonly number[];
  readonly sum: number;
  /** Of the last 20. */
  readonly children: readonly (readonly number[])[];
  readonly threshold: number;
  readonly clustersAtThreshold: number;
}

const golden = goldenValues<Record<Linkage, Golden>>("agglomerative");
const { points } = goldenDigits();

const run = (values: Partial<ValuesOf<typeof agglomerative.hyperparameters>>) => runOf(agglomerative, points, values);

/** Clusters by their order of appearance: two partitions are the same where these are. */
function inOrder(labels: Iterable<number>): number[] {
  const names = new Map<number, number>();
  return Array.from(labels, (label) => {
    if (!names.has(label)) names.set(label, names.size);
    return names.get(label) ?? -1;
  });
}

beforeAll(async () => {
  await startBackend("wasm");
});

// AgglomerativeClustering(n_clusters=10, linkage=linkage, compute_distances=True).fit(x)
describe.each(["ward", "average", "complete", "single"] as const)("scikit-learn's tree under %s linkage", (linkage) => {
  const expected = golden[linkage];
  it("has our heights and, down from the top, our children", async () => {
    const { outcome } = await run({ linkage });
    const { dendrogram } = outcome;
    const heights = [...(dendrogram?.heights ?? [])];
    const digits = linkage === "ward" || linkage === "single" ? 8 : 4;
    expected.heights.forEach((height, at) => {
      expect(heights.at(at - 60)).toBeCloseTo(height, digits);
    });
    expect(heights.reduce((sum, height) => sum + height, 0)).toBeCloseTo(expected.sum, digits - 2);
    const children = Array.from({ length: 20 }, (_, at) => [
      ...(dendrogram?.children.slice(2 * (at + 279), 2 * (at + 280)) ?? []),
    ]);
    expect(children).toEqual(expected.children.map((pair) => [...pair].sort((a, b) => a - b)));
  });

  it("is cut into the same ten clusters, and into as many at a height", async () => {
    expect([...(await run({ linkage })).outcome.labels]).toEqual(inOrder(expected.labels));
    const { outcome } = await run({ linkage, cut: "distance", distance: expected.threshold });
    expect(new Set(outcome.labels).size).toBe(expected.clustersAtThreshold);
    expect(outcome.centres?.rows).toBe(expected.clustersAtThreshold);
    expect(outcome.reason).toMatch(/^All images are in one tree, cut at height [\d.]+ into 8 clusters\.$/);
  });
});

it("cuts at the widest step where the height is 0", async () => {
  // Ward's last two merges are at 20.09 and 28.37.
  const { outcome } = await run({ cut: "distance", distance: 0 });
  expect(outcome.reason).toBe("All images are in one tree, cut at height 24.23 into 2 clusters.");
});
