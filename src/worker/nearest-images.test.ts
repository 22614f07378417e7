import { expect, it } from "vitest";
import { matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import { nearestImages } from "./nearest-images";

it("gives the nearest rows in order, ties by index", () => {
  const codes = matrix(Float32Array.of(0, 0, 3, 4, 1, 0, 0, 1, 6, 8), 5, 2);
  expect(nearestImages(codes, 0, 3)).toEqual({ neighbours: [2, 3, 1], distances: [1, 1, 5] });
  expect(nearestImages(codes, 4, 9).neighbours).toEqual([1, 3, 2, 0]);
});

it("agrees with sorting all", () => {
  const rng = Rng.fromSeed(3);
  const codes = matrix(
    Float32Array.from({ length: 300 * 7 }, () => rng.normal()),
    300,
    7,
  );
  const distance = (i: number) =>
    Math.hypot(...Array.from({ length: 7 }, (_, j) => codes.data[i * 7 + j] - codes.data[17 * 7 + j]));
  const all = Array.from({ length: 300 }, (_, i) => i)
    .filter((i) => i !== 17)
    .sort((a, b) => distance(a) - distance(b));
  const found = nearestImages(codes, 17, 12);
  expect(found.neighbours).toEqual(all.slice(0, 12));
  found.distances.forEach((value, c) => {
    expect(value).toBeCloseTo(distance(all[c]), 10);
  });
});
