import { expect, it } from "vitest";
import { runId } from "../core/ids";
import { imagesAtOnePlace } from "./one-place";
import { frameOf } from "./testing";

const shown = (...layout: number[]) =>
  imagesAtOnePlace({ frame: { ...frameOf(runId("run-1"), 0), layout: Float32Array.from(layout) }, projection: null });

it("counts images of which the map shows a single place", () => {
  expect(shown(0, 0, 0, 0, 0, 0)).toBe(3);
  expect(shown(0.5, -0.5, 0.5, -0.500001)).toBe(2);
  expect(shown(0, 0, 0, 0, 0, 0.01)).toBeNull();
  expect(shown(0, 1, 1, 0)).toBeNull();
  // One image alone is where it is, and a place that is not known is none.
  expect(shown(0, 0)).toBeNull();
  expect(shown(0, 0, Number.NaN, 0)).toBeNull();
  expect(imagesAtOnePlace({ frame: null, projection: null })).toBeNull();
});
