import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { nearestNeighbours } from "../../nn/nearest-neighbours";
import { startBackend } from "../../nn/testing";
import { fromTriplets, neighbourGraph } from "../../numerics/sparse-matrix";
import { goldenDigits, goldenValues } from "../../numerics/testing";
import { spectralEmbedding } from "./spectral-embedding";

interface Golden {
  readonly pieces: number;
  readonly eigenvalues: readonly number[];
  readonly projector: readonly number[];
  readonly embedding?: readonly number[];
}
const golden = goldenValues<{ readonly fewNeighbours: Golden; readonly neighbours: Golden }>("spectral");
const { points } = goldenDigits();
const n = 300;
const dimensions = 10;
const some = Array.from({ length: 20 }, (_, s) => 15 * s);
const rng = () => Rng.fromSeed("spectral embedding");

/** kneighbors_graph(points, n_neighbors=neighbours, include_self=True), 0.5 * (graph + graph.T), as SpectralClustering builds it. */
async function digitGraph(neighbours: number) {
  return neighbourGraph(await nearestNeighbours(points, neighbours - 1, { metric: "euclidean" }), n, "mean");
}

const greatest = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

beforeAll(async () => {
  await startBackend("wasm");
});

describe("spectralEmbedding", () => {
  it.each(["fewNeighbours", "neighbours"] as const)(
    "has the eigenvalues and the eigenspace of scikit-learn's graph of %s",
    async (name) => {
      const expected = golden[name];
      const graph = await digitGraph(name === "neighbours" ? 20 : 3);
      const { eigenvalues, coordinates, pieces } = await spectralEmbedding(graph, dimensions, { rng: rng() });
      expect(pieces).toBe(expected.pieces);
      for (let c = 0; c < dimensions; c++) expect(eigenvalues[c]).toBeCloseTo(expected.eigenvalues[c], 9);
      const roots = Array.from({ length: n }, (_, i) =>
        Math.sqrt(graph.values.subarray(graph.starts[i], graph.starts[i + 1]).reduce((sum, value) => sum + value, 0)),
      );
      const products = some.flatMap((i, s) =>
        some.slice(s).map((j) => {
          let sum = 0;
          for (let c = 0; c < dimensions; c++) sum += coordinates[i * dimensions + c] * coordinates[j * dimensions + c];
          return sum * roots[i] * roots[j];
        }),
      );
      expect(products).toHaveLength(expected.projector.length);
      expect(greatest(products.map((value, p) => value - expected.projector[p]))).toBeLessThan(1e-8);
    },
  );

  it("has the values and the signs of spectral_embedding(affinity, n_components=10, drop_first=False)", async () => {
    const { coordinates } = await spectralEmbedding(await digitGraph(20), dimensions, { rng: rng() });
    const expected = golden.neighbours.embedding ?? [];
    const ours = some.flatMap((i) => [...coordinates.subarray(i * dimensions, (i + 1) * dimensions)]);
    expect(expected).toHaveLength(ours.length);
    expect(greatest(ours.map((value, p) => value - expected[p]))).toBeLessThan(1e-8 * greatest(expected));
  });

  it("writes down the pieces of a graph, the heaviest first, and finds what is beside them", async () => {
    // A triangle, a pair, a path of four and a loner.
    const edges = [
      [0, 1],
      [1, 2],
      [2, 0],
      [3, 4],
      [5, 6],
      [6, 7],
      [7, 8],
    ];
    const both = [...edges, ...edges.map(([a, b]) => [b, a])];
    const graph = fromTriplets(10, 10, {
      rows: Int32Array.from(both, ([a]) => a),
      columns: Int32Array.from(both, ([, b]) => b),
      values: new Float64Array(both.length).fill(1),
    });
    const { eigenvalues, coordinates, pieces } = await spectralEmbedding(graph, 5, { rng: rng() });
    expect(pieces).toBe(4);
    // A path of four has cos(pi / 3) next to 1; triangles have -1/2, pairs -1.
    expect([...eigenvalues]).toEqual([1, 1, 1, 1, 0.5].map((value) => expect.closeTo(value, 10)));
    const column = (c: number) => Array.from({ length: 10 }, (_, i) => coordinates[i * 5 + c]);
    const triangleOrPath = 1 / Math.sqrt(6);
    const expected = [
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0].map((_, i) => (i < 3 ? triangleOrPath : 0)),
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0].map((_, i) => (i >= 5 && i < 9 ? triangleOrPath : 0)),
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0].map((_, i) => (i === 3 || i === 4 ? Math.SQRT1_2 : 0)),
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    ];
    expected.forEach((values, c) => {
      expect(column(c)).toEqual(values.map((value) => expect.closeTo(value, 12)));
    });
    const two = await spectralEmbedding(graph, 2, { rng: rng() });
    expect([...two.coordinates.subarray(0, 2), ...two.coordinates.subarray(10, 12), ...two.coordinates.subarray(18)]).toEqual(
      [triangleOrPath, 0, 0, triangleOrPath, 0, 0].map((value) => expect.closeTo(value, 12)),
    );
  });
});
