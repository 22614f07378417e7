import { describe, expect, test } from "vitest";
import type { Dendrogram } from "../../core/dendrogram";
import { dendrogramLayout, imagesUnder, roundTicks } from "./dendrogram-layout";

// ((0 1) 2) and (3 4), then both: nodes 5 = (0 1), 6 = (3 4), 7 = (2 5), 8 = (6 7).
const tree: Dendrogram = {
  children: Int32Array.of(0, 1, 3, 4, 2, 5, 6, 7),
  heights: Float64Array.of(1, 2, 3, 10),
  sizes: Int32Array.of(2, 2, 3, 5),
};
const labels = Int32Array.of(0, 0, 0, 1, 1);

describe("dendrogramLayout", () => {
  test("draws a small tree whole, merges between their children", () => {
    const layout = dendrogramLayout(tree, labels, 40);
    expect(layout).toMatchObject({ leaves: 5, floor: 0, top: 10, cut: 6.5 });
    expect(layout?.nodes.map(({ node, across, size, height }) => [node, across, size, height])).toEqual([
      [8, 1.625, 5, 10],
      [6, 0.5, 2, 2],
      [3, 0, 1, 0],
      [4, 1, 1, 0],
      [7, 2.75, 3, 3],
      [2, 2, 1, 0],
      [5, 3.5, 2, 1],
      [0, 3, 1, 0],
      [1, 4, 1, 0],
    ]);
    expect(layout?.nodes[0]).toMatchObject({ children: [1, 4], parent: null, cluster: null });
    expect(layout?.nodes[4]).toMatchObject({ children: [5, 6], parent: 0, cluster: 0 });
    expect(layout?.nodes[1].cluster).toBe(1);
  });

  test("collapses what lies below the last merges, and begins the axis there", () => {
    const layout = dendrogramLayout(tree, labels, 2);
    expect(layout).toMatchObject({ leaves: 3, floor: 2, top: 10 });
    expect(layout?.nodes.map(({ node, size, children }) => [node, size, children])).toEqual([
      [8, 5, [1, 2]],
      [6, 2, null],
      [7, 3, [3, 4]],
      [2, 1, null],
      [5, 2, null],
    ]);
  });

  test("has no cut where there is one cluster, and one below all merges where every image is its own", () => {
    expect(dendrogramLayout(tree, new Int32Array(5), 40)?.cut).toBeNull();
    expect(dendrogramLayout(tree, Int32Array.of(0, 1, 2, 3, 4), 40)?.cut).toBe(0.5);
  });

  test("draws nothing for one image, or labels of other images", () => {
    const one = { children: new Int32Array(0), heights: new Float64Array(0), sizes: new Int32Array(0) };
    expect(dendrogramLayout(one, Int32Array.of(0), 40)).toBeNull();
    expect(dendrogramLayout(tree, Int32Array.of(0, 0), 40)).toBeNull();
  });

  test("keeps an axis where all merges are of one height", () => {
    const flat = { ...tree, heights: Float64Array.of(4, 4, 4, 4) };
    expect(dendrogramLayout(flat, labels, 2)).toMatchObject({ floor: 0, top: 4 });
    expect(dendrogramLayout({ ...tree, heights: new Float64Array(4) }, labels, 40)).toMatchObject({ floor: 0, top: 1 });
  });
});

test("imagesUnder gives a node's images, and an image itself", () => {
  expect(imagesUnder(tree, 7)).toEqual([0, 1, 2]);
  expect(imagesUnder(tree, 8)).toEqual([0, 1, 2, 3, 4]);
  expect(imagesUnder(tree, 3)).toEqual([3]);
});

test("ticks are round", () => {
  expect(roundTicks(0, 10, 5)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(roundTicks(8.03, 9.09, 4)).toEqual([8.5, 9]);
  expect(roundTicks(0, 0.007, 4)).toEqual([0, 0.002, 0.004, 0.006]);
  expect(roundTicks(3, 3, 4)).toEqual([]);
});
