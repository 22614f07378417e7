import { expect, test } from "vitest";
import { clusterSizes } from "./cluster-sizes";

test("clusterSizes counts, empty clusters too", () => {
  expect(clusterSizes(Int32Array.from([0, 2, 2, -1]), 4)).toEqual([1, 0, 2, 0]);
});
