import { expect, test } from "vitest";
import { matchFeatures } from "./match-features";

const rows = (names: readonly string[] | null, count = names?.length ?? 3) => ({
  path: "d/features.npy",
  rows: count,
  cols: 2,
  data: Float32Array.from({ length: 2 * count }, (_, i) => i),
  names,
  labels: null,
  problems: [],
});
const match = (names: readonly string[] | null, paths: readonly string[], count?: number) => {
  const found = matchFeatures(rows(names, count), paths);
  return "fault" in found ? found.fault : Array.from(found.matrix.data);
};

test("by path, by any ending of either, by stem", () => {
  expect(match(["b.png", "a.png"], ["a.png", "b.png"])).toEqual([2, 3, 0, 1]);
  expect(match(["elm/1.png", "oak/1.png"], ["d/oak/1.png", "d/elm/1.png"])).toEqual([2, 3, 0, 1]);
  expect(match(["C:\\pics\\oak\\1.png", "C:\\pics\\elm\\1.png"], ["d/oak/1.png", "d/elm/1.png"])).toEqual([0, 1, 2, 3]);
  expect(match(["2", "1.npy"], ["d/1.jpg", "d/2.jpg"])).toEqual([2, 3, 0, 1]);
  expect(match(["img.002", "img.001"], ["img.001.png", "img.002.png"])).toEqual([2, 3, 0, 1]);
  expect(match(["caf\u00e9.png", "the.png"], ["the.png", "cafe\u0301.png"])).toEqual([2, 3, 0, 1]);
  // In another folder lies another picture, though it has the same name.
  expect(match(["oak/1.png", "fir/2.png"], ["d/oak/1.png", "d/elm/2.png"])).toContain(
    "1 image has no row in features.npy: d/elm/2.png",
  );
  expect(match(["oak/1.png", "oak/2.png"], ["d/oak/1.png", "d/oak/2.png", "d/elm/2.png"])).toContain("1 image has no row");
  // A whole name goes before the ending of another.
  expect(match(["x/1.png", "1.png"], ["1.png", "x/1.png"])).toEqual([2, 3, 0, 1]);
});

test("by order where there are no names", () => {
  expect(match(null, ["a", "b", "c"])).toEqual([0, 1, 2, 3, 4, 5]);
  expect(match(null, ["a", "b"])).toBe(
    "features.npy holds 3 rows without names, but there are 2 images; give a list of the images' names beside it (features.txt, one name a line).",
  );
});

test("by order of all images, of which there are only some", () => {
  const found = matchFeatures(rows(null), ["b", "c"], ["a", "b", "c"]);
  expect(found).toMatchObject({ matrix: { data: Float32Array.of(2, 3, 4, 5), rows: 2 }, rowOf: [1, 2] });
});

test("images without a row are counted, three of them named", () => {
  expect(match(["a.png"], ["a.png", "b.png", "c.png", "d.png", "e.png"])).toBe(
    "4 images have no row in features.npy, among them b.png, c.png, d.png. Every image needs one.",
  );
});

test("names that could be several images' or rows' are no names", () => {
  const fault = (paths: string) => `2 images can't be told apart by the names in features.npy: ${paths}. Give each its path.`;
  expect(match(["1.png"], ["oak/1.png", "elm/1.png"])).toBe(fault("oak/1.png, elm/1.png"));
  expect(match(["oak/1.png", "elm/1.png"], ["a/1.png", "b/1.png"])).toBe(fault("a/1.png, b/1.png"));
});

test("rows of no image are passed over", () => {
  expect(matchFeatures(rows(["a", "b", "c"]), ["a", "c"])).toMatchObject({
    notes: ["1 row of features.npy is of no image here and passed over."],
  });
});
