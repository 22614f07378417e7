import { beforeAll, describe, expect, it } from "vitest";
import type { Dendrogram } from "../../core/dendrogram";
import { type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { startBackend } from "../../nn/testing";
import { clustersAtHeight, cutInto, heightOfWidestStep } from "./dendrogram-cut";
import { type Linkage, linkageTree } from "./linkage";

beforeAll(async () => {
  await startBackend("wasm");
});

const linkages: readonly Linkage[] = ["ward", "average", "complete", "single"];

function cloud(rows: number, cols: number, seed: string): Matrix {
  const rng = Rng.fromSeed(seed);
  return matrix(
    Float32Array.from({ length: rows * cols }, () => 3 + rng.normal()),
    rows,
    cols,
  );
}

async function treeOf(points: Matrix, linkage: Linkage, signal = new AbortController().signal): Promise<Dendrogram> {
  const steps = linkageTree(points, linkage, signal);
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}

/** Every pair of groups measured anew from its members at every merge. */
function naiveTree({ data, rows, cols }: Matrix, linkage: Linkage): { members: number[]; height: number }[] {
  const groups = Array.from({ length: rows }, (_, i) => [i]);
  const distance = (i: number, j: number) =>
    Math.hypot(...Array.from({ length: cols }, (_, c) => data[i * cols + c] - data[j * cols + c]));
  const mean = (group: number[]) =>
    Array.from({ length: cols }, (_, c) => group.reduce((sum, i) => sum + data[i * cols + c], 0) / group.length);
  const apart = (a: number[], b: number[]): number => {
    if (linkage === "ward") {
      const [p, q] = [mean(a), mean(b)];
      return Math.sqrt((2 * a.length * b.length) / (a.length + b.length)) * Math.hypot(...p.map((value, c) => value - q[c]));
    }
    const pairs = a.flatMap((i) => b.map((j) => distance(i, j)));
    if (linkage === "average") return pairs.reduce((sum, d) => sum + d, 0) / pairs.length;
    return linkage === "complete" ? Math.max(...pairs) : Math.min(...pairs);
  };
  const merges: { members: number[]; height: number }[] = [];
  while (groups.length > 1) {
    let best = { a: 0, b: 1, height: Number.POSITIVE_INFINITY };
    for (let a = 0; a < groups.length; a++)
      for (let b = a + 1; b < groups.length; b++) {
        const height = apart(groups[a], groups[b]);
        if (height < best.height) best = { a, b, height };
      }
    const members = [...groups[best.a], ...groups[best.b]].sort((x, y) => x - y);
    merges.push({ members, height: best.height });
    groups.splice(best.b, 1);
    groups.splice(best.a, 1, members);
  }
  return merges;
}

function membersOf({ children, heights }: Dendrogram): number[][] {
  const images = heights.length + 1;
  const under: number[][] = Array.from({ length: images }, (_, i) => [i]);
  for (let m = 0; m < heights.length; m++)
    under.push([...under[children[2 * m]], ...under[children[2 * m + 1]]].sort((x, y) => x - y));
  return under.slice(images);
}

describe.each(linkages)("%s linkage", (linkage) => {
  it.each([
    [25, 1],
    [28, 7],
    [22, 33],
  ])("merges %i points of %i values as a naive search does", async (rows, cols) => {
    const points = cloud(rows, cols, `${linkage} ${cols}`);
    const naive = naiveTree(points, linkage);
    const tree = await treeOf(points, linkage);
    expect(membersOf(tree)).toEqual(naive.map(({ members }) => members));
    expect([...tree.sizes]).toEqual(naive.map(({ members }) => members.length));
    naive.forEach(({ height }, m) => {
      expect(Math.abs(tree.heights[m] - height)).toBeLessThan(1e-5 * height);
    });
  });

  it("takes equal points and equal distances, the same way each time", async () => {
    const grid = matrix(
      Float32Array.from({ length: 24 }, (_, at) => (at % 2 === 0 ? Math.floor(at / 2) % 3 : Math.floor(at / 12))),
      12,
      2,
    );
    const tree = await treeOf(grid, linkage);
    expect(tree).toEqual(await treeOf(grid, linkage));
    // Twelve points on six places.
    expect([...tree.heights].filter((height) => height === 0)).toHaveLength(6);
    for (let m = 1; m < 11; m++) expect(tree.heights[m]).toBeGreaterThanOrEqual(tree.heights[m - 1]);
    expect([...tree.children].sort((a, b) => a - b)).toEqual(Array.from({ length: 22 }, (_, node) => node));
  });

  it("takes one point and two, and stops when told to", async () => {
    expect((await treeOf(cloud(1, 3, "one"), linkage)).children).toHaveLength(0);
    const two = await treeOf(matrix(Float32Array.of(0, 0, 3, 4), 2, 2), linkage);
    expect(two).toEqual({ children: Int32Array.of(0, 1), heights: Float64Array.of(5), sizes: Int32Array.of(2) });
    await expect(treeOf(cloud(9, 3, "stop"), linkage, AbortSignal.abort(new Error("Stopped.")))).rejects.toThrow("Stopped.");
  });
});

it("says what would do instead where the memory would not", async () => {
  const many = { data: new Float32Array(0), rows: 20_001, cols: 1 };
  await expect(treeOf(many, "average")).rejects.toThrow(/average linkage .* 0\.8 GB; up to 20000 .* Take ward or single/);
  await expect(treeOf({ ...many, rows: 200_000, cols: 784 }, "ward")).rejects.toThrow(/1\.3 GB\. Reduce them by PCA first/);
});

describe("cutting", () => {
  // Points 0, 1, 10, 11, 30 on a line, single linkage: merges at 1, 1, 9 and 19.
  const line = matrix(Float32Array.of(30, 0, 10, 1, 11), 5, 1);
  it("into a number of clusters, numbered by their first images", async () => {
    const tree = await treeOf(line, "single");
    expect([...cutInto(tree, 1)]).toEqual([0, 0, 0, 0, 0]);
    expect([...cutInto(tree, 2)]).toEqual([0, 1, 1, 1, 1]);
    expect([...cutInto(tree, 3)]).toEqual([0, 1, 2, 1, 2]);
    expect([...cutInto(tree, 5)]).toEqual([0, 1, 2, 3, 4]);
  });
  it("at a height, where merges at that very height are undone", async () => {
    const tree = await treeOf(line, "single");
    expect([0.5, 1, 1.5, 9, 9.1, 20].map((height) => clustersAtHeight(tree, height))).toEqual([5, 5, 3, 3, 2, 1]);
  });
  it("in the middle of the widest step", async () => {
    expect(heightOfWidestStep(await treeOf(line, "single"), 30)).toBe(14);
    expect(heightOfWidestStep({ children: Int32Array.of(0, 1), heights: Float64Array.of(2), sizes: Int32Array.of(2) }, 30)).toBe(
      0,
    );
    // Equal steps of 0 are none: all images are one cluster, but where other merges are lower.
    const heights = Float64Array.from({ length: 60 }, (_, m) => (m < 20 ? 0 : 1));
    expect(heightOfWidestStep({ children: new Int32Array(120), heights, sizes: new Int32Array(60) }, 30)).toBe(1);
    const even = await treeOf(matrix(Float32Array.of(0, 1, 2, 3, 4), 5, 1), "single");
    expect(clustersAtHeight(even, heightOfWidestStep(even, 30))).toBe(1);
  });
});
