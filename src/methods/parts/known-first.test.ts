import { expect, it } from "vitest";
import { knownFirst } from "./known-first";

it("gives each known class the cluster with most of its images, and moves those that lie elsewhere", () => {
  const labels = Int32Array.from([2, 2, 2, 0, 0, 1, 1, 3]);
  const known = Int32Array.from([0, 0, -1, 1, -1, 0, -1, -1]);
  expect([...knownFirst(labels, known, 4)]).toEqual([0, 0, 0, 1, 1, 0, 2, 3]);
});

it("gives two classes of one cluster a cluster each", () => {
  const labels = Int32Array.from([0, 0, 0, 1, 2]);
  const known = Int32Array.from([0, 0, 1, -1, -1]);
  expect([...knownFirst(labels, known, 3)]).toEqual([0, 0, 1, 1, 2]);
});

it("leaves a partition as it is where nothing is known", () => {
  const labels = Int32Array.from([1, 0, 2]);
  expect([...knownFirst(labels, new Int32Array(3).fill(-1), 3)]).toEqual([1, 0, 2]);
});
