import { expect, test } from "vitest";
import { membersOf } from "./members";

test("a cluster's images are all that carry its number, and nothing before there are clusters", () => {
  const labels = Int32Array.of(0, -1, 2, -1, 0);
  expect(membersOf(labels, 0)).toEqual([0, 4]);
  expect(membersOf(labels, 1)).toEqual([]);
  expect(membersOf(labels, -1)).toEqual([1, 3]);
  expect(membersOf(null, 0)).toEqual([]);
});
