import { expect, it } from "vitest";
import { Rng } from "../core/rng";
import { leastBatch, shuffledBatches } from "./batches";

const sizes = (count: number, size: number, compared: boolean) =>
  shuffledBatches(count, size, Rng.fromSeed(1), compared).map(({ length }) => length);

it("takes every image once, the last batch as it comes", () => {
  const batches = shuffledBatches(21, 8, Rng.fromSeed(1));
  expect(batches.map(({ length }) => length)).toEqual([8, 8, 5]);
  expect(batches.flatMap((batch) => [...batch]).sort((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, i) => i));
});

it.each([
  [17, 8, [8, 5, 4]],
  [19, 8, [8, 6, 5]],
  [20, 8, [8, 8, 4]],
  [9, 8, [5, 4]],
  [16, 8, [8, 8]],
  [3, 8, [3]],
])("leaves no small batch of %i images in batches of %i whose images are compared", (count, size, wanted) => {
  expect(sizes(count, size, true)).toEqual(wanted);
  expect(leastBatch(count, size)).toBe(Math.min(...wanted));
  const all = shuffledBatches(count, size, Rng.fromSeed(1), true).flatMap((batch) => [...batch]);
  expect(all).toEqual(shuffledBatches(count, size, Rng.fromSeed(1)).flatMap((batch) => [...batch]));
});
