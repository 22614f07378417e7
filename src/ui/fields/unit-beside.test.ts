import { expect, it } from "vitest";
import { unitBeside } from "./unit-beside";

it.each([
  ["Extra views", "views", undefined],
  ["Clustering passes", "passes", undefined],
  ["Pairs a batch", "pairs", undefined],
  ["Look interval", "passes", "passes"],
  ["Prototypes", "points, 0 chooses", "points, 0 chooses"],
  ["Viewsheds", "views", "views"],
  ["Share", "%", "%"],
  ["Threshold", undefined, undefined],
])("beside %j with the unit %j stands %j", (label, unit, shown) => {
  expect(unitBeside({ label, ...(unit === undefined ? {} : { unit }) })).toBe(shown);
});
