import { describe, expect, it } from "vitest";
import { checkState, emptyClustersNotice } from "./health";

describe("checkState", () => {
  it("lets a sound state pass, whatever it is made of", () => {
    const state = { epoch: 3, name: "x", none: null, labels: Int32Array.of(1), nested: [{ weights: Float32Array.of(0, -1e30) }] };
    expect(() => checkState(state, 3)).not.toThrow();
  });

  it.each([
    ["weights", { nested: [{ weights: Float32Array.of(0, Number.NaN) }] }],
    ["an optimiser's memory", { memory: Float64Array.of(Number.POSITIVE_INFINITY) }],
    ["a number", { loss: Number.NaN }],
  ])("refuses %s that are not finite, so that no good checkpoint is replaced", (_, state) => {
    expect(() => checkState(state, 7)).toThrow("The weights are no longer finite numbers in epoch 7");
  });
});

it("advises a longer pretraining only where there is one", () => {
  expect(emptyClustersNotice([1], 4, 2, true)).toMatch(/ try fewer clusters, another seed or a longer pretraining\.$/);
  expect(emptyClustersNotice([1, 2], 4, 2, false)).toBe(
    "Clusters 1, 2 have no images in epoch 2 (of 4 clusters). If that stays so, try fewer clusters or another seed.",
  );
});
