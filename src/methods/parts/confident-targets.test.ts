import { expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { confidentTargets, surestShare } from "./confident-targets";

const predictions = matrix(Float32Array.of(0.9, 0.1, 0.6, 0.4, 0.8, 0.2, 0.25, 0.75, 0.5, 0.5), 5, 2);

it("makes targets of what is surer than its cluster's threshold, all clusters with one weight", () => {
  const { targets, weights, confident } = confidentTargets(predictions, [0.7, 0.7]);
  expect(confident).toBe(3);
  expect(Array.from(targets.data)).toEqual([1, 0, 0, 0, 1, 0, 0, 1, 0, 0]);
  expect(Array.from(weights)).toEqual([1.5, 0, 1.5, 3, 0]);
});

it("weighs images further by their importance", () => {
  const { weights } = confidentTargets(predictions, [0.7, 0.7], [2, 1, 1, 0.5, 1]);
  expect(Array.from(weights)).toEqual([3, 0, 1.5, 1.5, 0]);
});

it("has nothing to teach where nothing is sure", () => {
  expect(confidentTargets(predictions, [0.95, 0.95])).toMatchObject({ confident: 0, weights: new Float32Array(5) });
});

it("finds for each cluster the confidence that its surest share exceeds", () => {
  const labels = Int32Array.of(0, 0, 0, 0, 1);
  const confidence = Float32Array.of(0.5, 0.9, 0.7, 0.6, 0.8);
  const half = surestShare({ labels, confidence }, 3, 0.5);
  // Of four images the upper two; the only one of its cluster; none.
  expect(half[0]).toBeCloseTo(0.6);
  expect(half[1]).toBe(0);
  expect(half[2]).toBe(1);
});

it("takes all that are as sure as the surest share, so that some are left", () => {
  const labels = Int32Array.of(0, 0, 0, 0);
  const thresholds = surestShare({ labels, confidence: Float32Array.of(1, 1, 1, 0.6) }, 1, 0.25);
  const { confident } = confidentTargets(matrix(Float32Array.of(1, 1, 1, 0.6), 4, 1), thresholds);
  expect(confident).toBe(3);
});
