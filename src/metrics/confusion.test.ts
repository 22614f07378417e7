import { describe, expect, test } from "vitest";
import { confusionOf } from "./confusion";

describe("confusionOf", () => {
  test("counts labelled images and matches clusters to classes", () => {
    const labels = Int32Array.from([0, 0, 1, 1, 1, 2, 0, -1]);
    const truth = Int32Array.from([1, 1, 0, 0, 1, 0, -1, 0]);
    const { counts, clusters, classes, match } = confusionOf(labels, 3, truth, ["cat", "dog"]);
    expect([...counts]).toEqual([0, 2, 2, 1, 1, 0]);
    expect(clusters).toBe(3);
    expect(classes).toEqual(["cat", "dog"]);
    expect([...match]).toEqual([1, 0, -1]);
  });

  test("takes more classes than clusters, and none at all", () => {
    expect([...confusionOf(Int32Array.from([0, 1]), 2, Int32Array.from([2, 0]), ["a", "b", "c"]).match]).toEqual([2, 0]);
    expect([...confusionOf(Int32Array.from([0]), 1, Int32Array.from([-1]), []).match]).toEqual([-1]);
  });

  test("names an image out of range", () => {
    expect(() => confusionOf(Int32Array.from([4]), 2, Int32Array.from([0]), ["a"])).toThrow(
      "image 0 has cluster 4 of 2 and class 0 of 1",
    );
  });
});
