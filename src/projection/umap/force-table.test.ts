import { expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { fitCurve } from "./curve";
import { attraction, forceAt, repulsion } from "./force-table";

it.each([
  [0.1, 1],
  [0, 1],
  [0.99, 1],
  [0.5, 10],
])("is within 1e-4 of both forces: least distance %d, spread %d", (minDist, spread) => {
  const { a, b } = fitCurve(minDist, spread);
  const pull = attraction({ a, b });
  const push = repulsion({ a, b }, 1.5);
  const rng = Rng.fromSeed("distances");
  let worst = 0;
  for (let draw = 0; draw < 50_000; draw++) {
    const d2 = Math.fround(2 ** rng.between(-23.9, 23.9));
    const pulls = (2 * a * b * d2 ** (b - 1)) / (1 + a * d2 ** b);
    const pushes = (1.5 * 2 * b) / ((0.001 + d2) * (1 + a * d2 ** b));
    worst = Math.max(worst, Math.abs(forceAt(pull, d2) / pulls - 1), Math.abs(forceAt(push, d2) / pushes - 1));
  }
  expect(worst).toBeLessThan(1e-4);
});

it("holds its ends beyond the distances that it tells apart", () => {
  const pull = attraction({ a: 1.5, b: 0.9 });
  expect(forceAt(pull, 1e-30)).toBe(pull[0]);
  expect(forceAt(pull, 0)).toBe(pull[0]);
  expect(forceAt(pull, 1e30)).toBe(pull[pull.length - 1]);
  expect(forceAt(pull, Number.POSITIVE_INFINITY)).toBe(pull[pull.length - 1]);
});
