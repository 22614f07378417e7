import { expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { cosineViews, pairCosines } from "./view-pairs";

const count = (counts: Float32Array) => counts.reduce((sum, value) => sum + value, 0);

it("counts cosines of views of the same and of different images", () => {
  // Lengths don't matter; the third first view is a zero, alike to none.
  const first = matrix(Float32Array.of(2, 0, 0, 1, 0, 0), 3, 2);
  const second = matrix(Float32Array.of(5, 0, 0, -3, 1, 1), 3, 2);
  const cosines = pairCosines({ first, second });
  // Same: 1, -1, 0. Others: 0, √½, 0, √½, 0, 0.
  expect(cosines.meanOfSame).toBeCloseTo(0, 6);
  expect(cosines.meanOfOthers).toBeCloseTo((2 * Math.SQRT1_2) / 6, 6);
  expect([cosines.same[0], cosines.same[25], cosines.same[49]]).toEqual([1, 1, 1]);
  expect(cosines.others[25]).toBe(4);
  expect(cosines.others[Math.floor(((Math.SQRT1_2 + 1) / 2) * 50)]).toBe(2);
  expect([count(cosines.same), count(cosines.others)]).toEqual([3, 6]);
  expect(cosineViews(cosines).map(({ id }) => id)).toEqual(["same-cosines", "other-cosines"]);
});

it("has no others where there is one image", () => {
  const one = matrix(Float32Array.of(1, 1), 1, 2);
  expect(pairCosines({ first: one, second: one })).toMatchObject({ meanOfOthers: 0 });
});
