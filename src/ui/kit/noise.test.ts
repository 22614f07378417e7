import { expect, test } from "vitest";
import { noiseByClass, noiseOf, spreadOver } from "./noise";

test("noise is what has no cluster, and nothing before there are clusters", () => {
  expect(noiseOf(Int32Array.of(0, -1, 2, -1))).toEqual([1, 3]);
  expect(noiseOf(null)).toEqual([]);
});

test("a few stand for many, from all over them", () => {
  expect(spreadOver([4, 5, 6], 3)).toEqual([4, 5, 6]);
  expect(
    spreadOver(
      Array.from({ length: 100 }, (_, i) => i),
      4,
    ),
  ).toEqual([0, 25, 50, 75]);
});

test("noise is counted by class, where an image has one", () => {
  expect([...noiseByClass(Int32Array.of(-1, -1, 0, -1, -1), Int32Array.of(1, -1, 0, 1, 2), 3)]).toEqual([0, 2, 1]);
});
