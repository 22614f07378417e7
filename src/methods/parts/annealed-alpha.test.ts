import { expect, it } from "vitest";
import { annealedAlpha } from "./annealed-alpha";

it("rises from 0.1 over 40 values as the paper's code does", () => {
  // a = [.1]; for i in range(1, 40): a.append(2 ** (1 / np.log(i + 1) ** 2) * a[-1]); a[0], a[1], a[2], a[39]
  const expected = new Map([
    [0, 0.1],
    [1, 0.4232086],
    [2, 0.7515684],
    [39, 28.13258],
  ]);
  for (const [stage, alpha] of expected) expect(annealedAlpha(stage * 5, 200) / alpha).toBeCloseTo(1, 4);
  expect(annealedAlpha(4, 200)).toBe(annealedAlpha(0, 200));
});

it("stays at its last value, and takes runs shorter than its values", () => {
  expect(annealedAlpha(500, 200)).toBe(annealedAlpha(199, 200));
  expect(annealedAlpha(5, 6)).toBeGreaterThan(annealedAlpha(4, 6));
  expect(annealedAlpha(0, 0)).toBe(0.1);
});
