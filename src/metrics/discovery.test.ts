import { expect, it } from "vitest";
import { discoveryAccuracy } from "./discovery";

const known = new Set([0, 1]);

it("matches once over all images, and counts known and new classes apart", () => {
  const truth = Int32Array.of(0, 0, 1, 1, 2, 2, 2, 3, -1);
  const labels = Int32Array.of(3, 3, 2, 0, 0, 0, 0, 1, 3);
  // 3 is class 0, 2 is class 1, 0 is class 2, 1 is class 3: one image of class 1 is wrong.
  expect(discoveryAccuracy(labels, truth, known)).toEqual({ all: 7 / 8, old: 3 / 4, new: 1 });
});

it("gives a new class that was swallowed by a known one nothing, since a cluster stands for one class", () => {
  const truth = Int32Array.of(0, 0, 0, 2, 2);
  const labels = Int32Array.of(0, 0, 0, 0, 0);
  expect(discoveryAccuracy(labels, truth, known)).toEqual({ all: 3 / 5, old: 1, new: 0 });
});

it("has no share where there are no images", () => {
  expect(discoveryAccuracy(Int32Array.of(0, 1), Int32Array.of(0, 1), known).new).toBeNaN();
});
