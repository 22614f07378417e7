import { describe, expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { transpose } from "../../numerics/sparse-matrix";
import { goldenDigits, goldenValues } from "../../numerics/testing";
import { bruteForceNeighbours } from "../testing";
import { fuzzyGraph } from "./fuzzy-graph";
import { smoothDistances } from "./smooth-distances";
import { blobs } from "./testing";
import { WorkPace } from "./work-pace";

interface Golden {
  readonly sigmas: readonly number[];
  readonly rhos: readonly number[];
  readonly edgeCount: number;
  readonly weightSum: number;
  readonly edges: readonly (readonly [number, number, number])[];
}

const pace = () => new WorkPace(async () => {});
const at = ({ starts, columns, values }: Awaited<ReturnType<typeof fuzzyGraph>>, i: number, j: number) => {
  const e = columns.subarray(starts[i], starts[i + 1]).indexOf(j);
  return e < 0 ? 0 : values[starts[i] + e];
};

describe("on digits with their exact neighbours", () => {
  // fuzzy_simplicial_set(digits, 15, ..., knn_indices, knn_dists) of umap-learn, each point its own first neighbour;
  // scripts/golden/umap-learn.py
  const golden = goldenValues<Golden>("umap-learn");
  const { points } = goldenDigits();
  const neighbours = bruteForceNeighbours(points, 14);

  it("has umap-learn's sigmas and rhos", () => {
    const smooth = { rhos: new Float32Array(300), sigmas: new Float32Array(300) };
    smoothDistances(neighbours, 1, 1, smooth, 0, 300);
    for (let i = 0; i < 300; i++) {
      expect(Math.abs(smooth.rhos[i] - golden.rhos[i])).toBeLessThan(1e-4);
      expect(Math.abs(smooth.sigmas[i] / golden.sigmas[i] - 1)).toBeLessThan(1e-4);
    }
  });

  it("has umap-learn's edges and their weights", async () => {
    const graph = await fuzzyGraph(neighbours, 300, 1, pace());
    expect(graph.values.length).toBe(golden.edgeCount);
    expect(graph.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(golden.weightSum, 1);
    for (const [i, j, weight] of golden.edges) expect(Math.abs(at(graph, i, j) - weight)).toBeLessThan(1e-4);
  });
});

it("is symmetric, its columns rising and its weights in (0, 1]", async () => {
  const graph = await fuzzyGraph(bruteForceNeighbours(blobs(90, 3, 4), 7), 90, 1, pace());
  expect(transpose(graph)).toEqual({ ...graph, columns: graph.columns.slice(), values: graph.values.slice() });
  expect(graph.values.every((weight) => weight > 0 && weight <= 1)).toBe(true);
  for (let i = 0; i < 90; i++) expect(at(graph, i, i)).toBe(0);
});

it("is sure of duplicates and finite where nobody has any other neighbour", async () => {
  const points = matrix(new Float32Array(40).fill(0.3), 20, 2);
  const graph = await fuzzyGraph(bruteForceNeighbours(points, 5), 20, 1, pace());
  expect(new Set(graph.values)).toEqual(new Set([1]));
});

it("ties the nearest for certain, as many as the connectivity says", async () => {
  // On a line, ever farther apart: whoever is second nearest is clearly farther than the nearest.
  const points = matrix(
    Float32Array.from({ length: 12 }, (_, i) => 1.3 ** i),
    12,
    1,
  );
  const neighbours = bruteForceNeighbours(points, 6);
  const one = await fuzzyGraph(neighbours, 12, 1, pace());
  const two = await fuzzyGraph(neighbours, 12, 2, pace());
  expect(at(one, 0, 1)).toBe(1);
  expect(at(one, 0, 2)).toBeLessThan(1);
  for (let i = 0; i < 12; i++) for (const place of [0, 1]) expect(at(two, i, neighbours.indices[6 * i + place])).toBe(1);
});

it("is the same however the work is cut", async () => {
  const neighbours = bruteForceNeighbours(blobs(400, 3, 4), 40);
  let turns = 0;
  const busy = new WorkPace(async () => {
    turns++;
  });
  // So that the cuts fall elsewhere.
  await busy.spend(123_456);
  const cut = await fuzzyGraph(neighbours, 400, 1, busy);
  expect(turns).toBeGreaterThan(1);
  expect(await fuzzyGraph(neighbours, 400, 1, pace())).toEqual(cut);
});
