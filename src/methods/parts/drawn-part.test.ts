import { beforeAll, describe, expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { startBackend } from "../../nn/testing";
import { rowSums, type SparseMatrix } from "../../numerics/sparse-matrix";
import { averagesAmong, drawPart } from "./drawn-part";
import { nearestNeighbourGraph, normalisedAdjacency } from "./neighbour-graph";

const n = 200;
let graph: SparseMatrix;

beforeAll(async () => {
  await startBackend("wasm");
  const rng = Rng.fromSeed("drawn part");
  const points = matrix(
    Float32Array.from({ length: n * 2 }, () => rng.uniform()),
    n,
    2,
  );
  graph = await nearestNeighbourGraph(points, { neighbours: 3, signal: new AbortController().signal });
});

const neighboursOf = (node: number) => [...graph.columns.subarray(graph.starts[node], graph.starts[node + 1])];
const ball = (nodes: Iterable<number>) => new Set([...nodes].flatMap((node) => [node, ...neighboursOf(node)]));

describe("a drawn part", () => {
  it("holds whom it drew first, and all within two edges of them, once each", () => {
    const seeds = Rng.fromSeed(4).permutation(n).subarray(0, 9);
    const { nodes, drawn } = drawPart(graph, { drawn: 9, most: n }, Rng.fromSeed(4));
    expect(drawn).toBe(9);
    expect([...nodes.subarray(0, 9)]).toEqual([...seeds]);
    expect(new Set(nodes).size).toBe(nodes.length);
    expect([...nodes].sort()).toEqual([...ball(ball(seeds))].sort());
    expect(drawPart(graph, { drawn: 1000, most: n }, Rng.fromSeed(4))).toMatchObject({ drawn: n, nodes: { length: n } });
  });

  it.each([70, 40, 20])("of at most %i nodes has all neighbours of the drawn, of whom it draws fewer where it must", (most) => {
    for (let seed = 0; seed < 10; seed++) {
      const { nodes, drawn } = drawPart(graph, { drawn: 9, most }, Rng.fromSeed(seed));
      expect(nodes.length).toBeLessThanOrEqual(most);
      expect(drawn).toBeGreaterThan(0);
      const all = new Set(nodes);
      for (const node of ball(nodes.subarray(0, drawn))) expect(all).toContain(node);
      if (most === 20) expect(drawn).toBeLessThan(9);
    }
  });

  it("has one drawn node and its neighbours, however small it is to be", () => {
    const { nodes, drawn } = drawPart(graph, { drawn: 9, most: 1 }, Rng.fromSeed(1));
    expect(drawn).toBe(1);
    expect([...nodes].sort()).toEqual([...ball([nodes[0]])].sort());
  });

  it.each(["symmetric", "row"] as const)("averages by the whole graph's weights, %s, and by no less of them", (normalisation) => {
    const whole = normalisedAdjacency(graph, normalisation);
    const { nodes, drawn } = drawPart(graph, { drawn: 9, most: 60 }, Rng.fromSeed(2));
    const part = averagesAmong(whole, nodes);
    const sums = rowSums(whole);
    for (const [place, sum] of rowSums(part).entries()) expect(sum).toBeCloseTo(sums[nodes[place]], 12);
    const entries = ({ starts, columns, values }: SparseMatrix, row: number, nameOf: (column: number) => number) =>
      new Map(
        Array.from({ length: starts[row + 1] - starts[row] }, (_, e) => [
          nameOf(columns[starts[row] + e]),
          values[starts[row] + e].toFixed(12),
        ]),
      );
    // Whoever has all of its neighbours at hand averages as in the whole graph.
    for (let place = 0; place < drawn; place++)
      expect(entries(part, place, (c) => nodes[c])).toEqual(entries(whole, nodes[place], (c) => c));
  });
});
