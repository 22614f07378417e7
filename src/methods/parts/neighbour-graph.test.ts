import { beforeAll, describe, expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { startBackend } from "../../nn/testing";
import { rowSums, type SparseMatrix, transpose } from "../../numerics/sparse-matrix";
import { goldenValues } from "../../numerics/testing";
import { graphView, nearestNeighbourGraph, normalisedAdjacency, subgraph } from "./neighbour-graph";

const golden = goldenValues<{ sizes: number[]; x: number[]; normalised: Record<"symmetric" | "row", number[]> }>(
  "graph-convolution",
);
const [inputs] = golden.sizes;
const n = golden.x.length / inputs;
const signal = new AbortController().signal;
const rng = Rng.fromSeed("neighbour graph");

function dense({ rows, cols, starts, columns, values }: SparseMatrix): number[] {
  const out = new Array<number>(rows * cols).fill(0);
  for (let r = 0; r < rows; r++) for (let e = starts[r]; e < starts[r + 1]; e++) out[r * cols + columns[e]] = values[e];
  return out;
}

const drawn = (rows: number, cols: number) =>
  matrix(
    Float32Array.from({ length: rows * cols }, () => rng.uniform()),
    rows,
    cols,
  );

let graph: SparseMatrix;
beforeAll(async () => {
  await startBackend("wasm");
  graph = await nearestNeighbourGraph(drawn(60, 3), { neighbours: 3, signal });
});

describe("the neighbour graph", () => {
  // scripts/golden/graph-convolution.py: the two nearest by scipy's cdist, np.maximum(A, A.T), A + I, divided by degrees.
  it.each(["symmetric", "row"] as const)("with %s normalisation is numpy's", async (normalisation) => {
    const found = await nearestNeighbourGraph(matrix(Float32Array.from(golden.x), n, inputs), { neighbours: 2, signal });
    const got = dense(normalisedAdjacency(found, normalisation));
    expect(got).toHaveLength(n * n);
    for (const [at, value] of got.entries()) expect(value).toBeCloseTo(golden.normalised[normalisation][at], 8);
  });

  it("is symmetric, of ones, without loops, and everybody has the neighbours that he chose at least", () => {
    expect(transpose(graph)).toEqual(graph);
    expect([...new Set(graph.values)]).toEqual([1]);
    for (let r = 0; r < graph.rows; r++) {
      const own = graph.columns.subarray(graph.starts[r], graph.starts[r + 1]);
      expect(own.length).toBeGreaterThanOrEqual(3);
      expect([...own]).not.toContain(r);
    }
    // Never n × n: at most twice the edges that were chosen.
    expect(graph.columns.length).toBeLessThanOrEqual(2 * 3 * graph.rows);
  });

  it("sums to 1 over rows under plain means, and keeps the roots of the degrees under the symmetric one", () => {
    for (const sum of rowSums(normalisedAdjacency(graph, "row"))) expect(sum).toBeCloseTo(1, 12);
    const adjacency = normalisedAdjacency(graph, "symmetric");
    const back = transpose(adjacency);
    expect(back.columns).toEqual(adjacency.columns);
    for (const [e, value] of back.values.entries()) expect(value).toBeCloseTo(adjacency.values[e], 12);
    // D̃^-½ Ã D̃^-½ maps the vector of √d̃ to itself.
    const degrees = rowSums(graph).map((degree) => degree + 1);
    for (let r = 0; r < graph.rows; r++) {
      let sum = 0;
      for (let e = adjacency.starts[r]; e < adjacency.starts[r + 1]; e++)
        sum += adjacency.values[e] * Math.sqrt(degrees[adjacency.columns[e]]);
      expect(sum).toBeCloseTo(Math.sqrt(degrees[r]), 10);
    }
  });

  it("gives a lone image a loop alone, and all others where fewer are there than asked for", async () => {
    const alone = await nearestNeighbourGraph(drawn(1, 4), { neighbours: 3, signal });
    expect(dense(normalisedAdjacency(alone, "symmetric"))).toEqual([1]);
    const three = await nearestNeighbourGraph(drawn(3, 4), { neighbours: 9, signal });
    expect(dense(three)).toEqual([0, 1, 1, 1, 0, 1, 1, 1, 0]);
  });

  it("is shown with its edges", () => {
    expect(graphView(graph, 3)).toMatchObject({ kind: "graph", starts: graph.starts, columns: graph.columns });
  });
});

describe("a part of it", () => {
  it("has the edges among its nodes and no others, in any order of nodes", () => {
    const nodes = Int32Array.of(41, 3, 17, 59, 0, 22, 8, 9, 10, 11, 12);
    const part = subgraph(graph, nodes);
    const whole = dense(graph);
    expect(dense(part)).toEqual([...nodes].flatMap((r) => [...nodes].map((c) => whole[r * graph.cols + c])));
    expect(transpose(part)).toEqual(part);
    for (const sum of rowSums(normalisedAdjacency(part, "row"))) expect(sum).toBeCloseTo(1, 12);
  });
});
