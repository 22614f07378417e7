import { describe, expect, test } from "vitest";
import { type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { Pace } from "../../numerics/pace";
import { isomapProjector } from "../isomap-projector";
import type { SymmetricGraph } from "../symmetric-graph";
import { finish, projectionOf } from "../testing";
import { joinComponents } from "./join-components";
import { landmarkScaling } from "./landmark-scaling";
import { ShortestPaths } from "./shortest-paths";

const pace = new Pace(undefined);

function graphOf(n: number, edges: readonly (readonly [number, number, number])[]): SymmetricGraph {
  const rows = Array.from({ length: n }, (_, i) =>
    edges.flatMap(([a, b, length]) => (a === i ? [[b, length]] : b === i ? [[a, length]] : [])),
  );
  const starts = new Int32Array(n + 1);
  rows.forEach((row, i) => {
    starts[i + 1] = starts[i] + row.length;
  });
  const flat = rows.flat();
  return { starts, ends: Int32Array.from(flat, ([j]) => j), weights: Float32Array.from(flat, ([, length]) => length) };
}

test("shortest ways are those of Floyd and Warshall", async () => {
  const n = 40;
  const rng = Rng.fromSeed(3);
  const edges = Array.from({ length: 70 }, () => [rng.integer(n), rng.integer(n), rng.integer(9)] as const).filter(
    ([a, b]) => a !== b,
  );
  const lengths = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (i === j ? 0 : Number.POSITIVE_INFINITY)),
  );
  for (const [a, b, length] of edges) lengths[a][b] = lengths[b][a] = Math.min(length, lengths[a][b]);
  for (let via = 0; via < n; via++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) lengths[i][j] = Math.min(lengths[i][j], lengths[i][via] + lengths[via][j]);
  const paths = new ShortestPaths(graphOf(n, edges));
  expect(lengths.flat().some((length) => length === Number.POSITIVE_INFINITY)).toBe(true);
  for (let i = 0; i < n; i++) expect([...(await paths.from(i, pace))]).toEqual(lengths[i]);
});

describe("joinComponents", () => {
  const onLine = (places: readonly number[]) => matrix(Float32Array.from(places), places.length, 1);

  test("joins every two pieces between their nearest points", async () => {
    const points = onLine([0, 1, 5, 6, 20]);
    const pieces = graphOf(5, [
      [0, 1, 1],
      [2, 3, 1],
    ]);
    const { graph, components } = await joinComponents(pieces, points, Rng.fromSeed(1), pace);
    expect(components).toBe(3);
    expect([...(await new ShortestPaths(graph).from(4, pace))]).toEqual([20, 19, 15, 14, 0]);
    expect(graph.ends.length).toBe(4 + 2 * 3);
  });

  test("joins more than a hundred pieces along a shortest spanning tree", async () => {
    const places = Array.from({ length: 150 }, (_, i) => (i * 61) % 150);
    const { graph, components } = await joinComponents(graphOf(150, []), onLine(places), Rng.fromSeed(1), pace);
    expect(components).toBe(150);
    expect(graph.ends.length).toBe(2 * 149);
    expect(graph.weights.every((length) => length === 1)).toBe(true);
    expect([...(await new ShortestPaths(graph).from(0, pace))]).toEqual(places);
  });

  test("leaves a graph in one piece alone, edges of no length counted", async () => {
    const one = graphOf(3, [
      [0, 1, 0],
      [1, 2, 0],
    ]);
    expect(await joinComponents(one, onLine([4, 4, 4]), Rng.fromSeed(1), pace)).toEqual({ graph: one, components: 1 });
  });
});

test("from true distances, landmarks find the places of all points", async () => {
  const [n, d] = [60, 3];
  const rng = Rng.fromSeed(8);
  const places = Float64Array.from({ length: n * d }, (_, p) => (d - (p % d)) * rng.normal());
  const distance = (at: ArrayLike<number>, cols: number, i: number, j: number) =>
    Math.sqrt(Array.from({ length: cols }, (_, c) => (at[i * cols + c] - at[j * cols + c]) ** 2).reduce((a, b) => a + b, 0));
  const landmarks = Int32Array.of(3, 50, 21, 7, 33, 12);
  const distances = Float32Array.from({ length: landmarks.length * n }, (_, p) =>
    distance(places, d, landmarks[Math.floor(p / n)], p % n),
  );
  // Two columns more than there are dimensions.
  const layout = await landmarkScaling(distances, landmarks, n, d + 2, Rng.fromSeed(1), pace);
  for (let i = 0; i < n; i += 7)
    for (let j = 0; j < n; j++) expect(distance(layout, d + 2, i, j)).toBeCloseTo(distance(places, d, i, j), 3);
  for (let i = 0; i < n; i++) expect([...layout.subarray(i * (d + 2) + d, (i + 1) * (d + 2))]).toEqual([0, 0]);
});

/** A rolled-up strip [n, 3] of 60 rows of 36 points, and where each lies on it. */
function roll(): { codes: Matrix; along: Float64Array; across: Float64Array } {
  const [length, width] = [60, 36];
  const n = length * width;
  const data = new Float32Array(3 * n);
  const [along, across] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    across[i] = i % width;
    along[i] = Math.floor(i / width);
    // The spiral r = 3 + φ is about 3 φ + φ² / 2 long up to the angle φ.
    const angle = Math.sqrt(9 + 2 * along[i]) - 3;
    data.set([(3 + angle) * Math.cos(angle), (3 + angle) * Math.sin(angle), across[i]], 3 * i);
  }
  return { codes: matrix(data, n, 3), along, across };
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (x: Float64Array) => x.reduce((sum, value) => sum + value, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  const cross = (x: Float64Array, mx: number, y: Float64Array, my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0);
  return cross(a, ma, b, mb) / Math.sqrt(cross(a, ma, a, ma) * cross(b, mb, b, mb));
}

test("a rolled-up strip of 2,160 points is unrolled by landmarks", async () => {
  const { codes, along, across } = roll();
  const n = codes.rows;
  // The strip's own grid: eight neighbours a point, those over the edge replaced by the point beside.
  const k = 8;
  const indices = new Int32Array(n * k);
  const distances = new Float32Array(n * k);
  for (let i = 0; i < n; i++) {
    const near = [-37, -36, -35, -1, 1, 35, 36, 37].map((step) => {
      const j = i + step;
      return j < 0 || j >= n || Math.abs(across[j] - across[i]) > 1 ? i + (i % 36 === 0 ? 1 : -1) : j;
    });
    near.forEach((j, e) => {
      indices[i * k + e] = j;
      distances[i * k + e] = Math.hypot(...[0, 1, 2].map((c) => codes.data[3 * i + c] - codes.data[3 * j + c]));
    });
  }
  const neighbours = () => Promise.resolve({ k, indices, distances });
  const lay = () =>
    finish(isomapProjector.project(projectionOf(isomapProjector, codes, { neighbours, values: { landmarks: 60 } })));
  const layout = await lay();
  const column = (c: number) => Float64Array.from({ length: n }, (_, i) => layout[2 * i + c]);
  const found = [0, 1].map((c) => [along, across].map((truth) => Math.abs(correlation(column(c), truth))));
  expect(Math.max(found[0][0], found[1][0])).toBeGreaterThan(0.97);
  expect(Math.max(found[0][1], found[1][1])).toBeGreaterThan(0.97);
  expect(await lay()).toEqual(layout);
});
