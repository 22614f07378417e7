import { expect, test } from "vitest";
import { Rng } from "../core/rng";
import { Pace } from "../numerics/pace";
import { type SymmetricGraph, symmetricGraph } from "./symmetric-graph";

function dense({ starts, ends, weights }: SymmetricGraph): number[][] {
  const n = starts.length - 1;
  const rows = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++)
    for (let e = starts[i]; e < starts[i + 1]; e++) {
      expect(rows[i][ends[e]]).toBe(0);
      rows[i][ends[e]] = weights[e];
    }
  return rows;
}

test.each(["sum", "either"] as const)("is the transpose's %s", async (combine) => {
  const [n, k] = [17, 4];
  const rng = Rng.fromSeed(2);
  const near = { k, indices: new Int32Array(n * k) };
  const weights = Float32Array.from({ length: n * k }, () => 1 + rng.integer(8));
  const expected = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const directed = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) {
    const others = [...rng.permutation(n)].filter((j) => j !== i);
    for (let e = 0; e < k; e++) {
      near.indices[i * k + e] = others[e];
      directed[i][others[e]] = weights[i * k + e];
    }
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      expected[i][j] = combine === "sum" ? directed[i][j] + directed[j][i] : Math.max(directed[i][j], directed[j][i]);
  let turns = 0;
  const pace = new Pace(() => Promise.resolve(void turns++));
  expect(dense(await symmetricGraph(near, weights, combine, pace))).toEqual(expected);
});

test("no neighbours, no edges", async () => {
  const graph = await symmetricGraph({ k: 0, indices: new Int32Array(0) }, [], "sum", new Pace(undefined));
  expect(graph.ends.length).toBe(0);
});
