import { expect, it } from "vitest";
import { matchedOrder } from "./matched-order";

it("puts each cluster on its class's row, and those without a class last", () => {
  const confusion = {
    counts: new Int32Array(12),
    clusters: 4,
    classes: ["cat", "dog", "emu"],
    match: Int32Array.of(2, -1, 0, 1),
  };
  expect(matchedOrder(confusion)).toEqual([2, 3, 0, 1]);
});
