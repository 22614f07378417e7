import { expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { SteadyNumbers } from "./steady-numbers";

it("gives a cluster the number that most of its images had, and moves the centres with it", () => {
  const steady = new SteadyNumbers();
  const first = { labels: Int32Array.of(0, 0, 1, 1, 2), centres: null };
  expect(steady.renumber(first, 3)).toBe(first);
  const found = { labels: Int32Array.of(2, 2, 0, 0, 0), centres: matrix(Float32Array.of(10, 11, 12), 3, 1) };
  const { labels, centres } = steady.renumber(found, 3);
  expect(labels).toEqual(Int32Array.of(0, 0, 1, 1, 1));
  // The empty cluster gets what is left.
  expect(centres?.data).toEqual(Float32Array.of(12, 10, 11));
});

it("goes on from what it saved", () => {
  const steady = new SteadyNumbers();
  steady.renumber({ labels: Int32Array.of(1, 0), centres: null }, 2);
  const resumed = new SteadyNumbers();
  resumed.restore(steady.save());
  expect(resumed.renumber({ labels: Int32Array.of(0, 1), centres: null }, 2).labels).toEqual(Int32Array.of(1, 0));
});
