import { expect, test } from "vitest";
import { landmarkCount } from "./landmark-count";

test.each([
  ["all of a few points", 37, 500, 37],
  ["all, at the bound", 2000, 10, 2000],
  ["as many as were asked for above it", 2001, 500, 500],
  ["as many as were asked for where they just fit", 2 ** 16, 1024, 1024],
  ["fewer where their ways would not fit", 70_000, 2000, 958],
  ["one of more points than there is room for", 2 ** 27, 10, 1],
])("%s", (_, n, asked, count) => {
  expect(landmarkCount(n, asked)).toBe(count);
});
