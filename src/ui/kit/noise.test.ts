import { expect, test } from "vitest";
import { noiseByClass, spreadOver } from "./noise";

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
