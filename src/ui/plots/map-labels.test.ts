import { expect, it } from "vitest";
import { runId } from "../../core/ids";
import { frameOf, summaryOf } from "../../store/testing";
import { clusterMiddles } from "./map-labels";

const cluster = (index: number) => ({ cluster: index, size: 0, exemplars: [], borderline: [], outliers: [], majority: null });

it("a cluster has a middle, a size and a reach, which is nothing where all its images lie at one place", () => {
  const layout = Float32Array.of(0.5, 0.5, 0.5, 0.5, -1, 0, 1, 0);
  const frame = { ...frameOf(runId("run-1"), 0), layout, labels: Int32Array.of(0, 0, 1, 1), clusters: [0, 1, 2].map(cluster) };
  const { middles, sizes, reaches } = clusterMiddles({
    frame,
    dataset: summaryOf(),
    points: { layout, categories: [0, 0, 1, 1], colours: [] },
  });
  expect([...middles.subarray(0, 4), ...sizes, ...reaches]).toEqual([0.5, 0.5, 0, 0, 2, 2, 0, 0, 1, 0]);
});
