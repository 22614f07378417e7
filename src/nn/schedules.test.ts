import { describe, expect, it } from "vitest";
import { learningRateAt, type Schedule } from "./schedules";

const rates = (schedule: Schedule, steps: number, base = 0.1) =>
  Array.from({ length: steps }, (_, step) => learningRateAt(schedule, step, base));

function expectRates(got: readonly number[], expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length);
  got.forEach((rate, i) => {
    expect(rate).toBeCloseTo(expected[i], 11);
  });
}

describe("learningRateAt", () => {
  it("keeps a constant rate", () => {
    expect(rates({ kind: "constant" }, 3)).toEqual([0.1, 0.1, 0.1]);
  });

  it("falls along half a cosine to the floor and stays there", () => {
    // torch 1.13: CosineAnnealingLR(SGD([p], lr=0.1), T_max=8, eta_min=0.01), the rate before each of nine steps
    const torch = [
      0.1, 0.096574578963, 0.0868198051534, 0.0722207544564, 0.055, 0.0377792455436, 0.0231801948466, 0.013425421037, 0.01,
    ];
    expectRates(rates({ kind: "cosine", steps: 8, floor: 0.1 }, 9), torch);
    expectRates(rates({ kind: "cosine", steps: 8, floor: 0.1 }, 12).slice(9), [0.01, 0.01, 0.01]);
    expect(learningRateAt({ kind: "cosine", steps: 8 }, 8, 0.1)).toBe(0);
  });

  it("rises in a straight line first, and its cosine begins where the warm-up ends", () => {
    const schedule = { kind: "cosine", steps: 7, warmup: 3 } as const;
    const quarter = Math.SQRT1_2 / 2;
    expectRates(rates(schedule, 8, 1), [0.25, 0.5, 0.75, 1, 0.5 + quarter, 0.5, 0.5 - quarter, 0]);
  });

  it("multiplies by gamma at each milestone", () => {
    // torch 1.13: MultiStepLR(SGD([p], lr=0.1), milestones=[2, 5], gamma=0.3)
    expectRates(rates({ kind: "step", milestones: [2, 5], gamma: 0.3 }, 7), [0.1, 0.1, 0.03, 0.03, 0.03, 0.009, 0.009]);
    expect(rates({ kind: "step", milestones: [], gamma: 0.3 }, 2)).toEqual([0.1, 0.1]);
  });

  it("is plain data: a copy through JSON gives the same rates", () => {
    const schedule: Schedule = { kind: "cosine", steps: 40, warmup: 4, floor: 0.05 };
    expect(rates(JSON.parse(JSON.stringify(schedule)), 45)).toEqual(rates(schedule, 45));
  });

  it("names what is wrong with a schedule or a step", () => {
    expect(() => learningRateAt({ kind: "cosine", steps: 5, warmup: 5 }, 0, 1)).toThrow("more steps than its warm-up takes");
    expect(() => learningRateAt({ kind: "cosine", steps: Number.NaN }, 0, 1)).toThrow(RangeError);
    expect(() => learningRateAt({ kind: "cosine", steps: 5, floor: 2 }, 0, 1)).toThrow("from 0 to 1, got 2");
    expect(() => learningRateAt({ kind: "step", milestones: [5, 2], gamma: 0.1 }, 0, 1)).toThrow("must rise, got 5, 2");
    expect(() => learningRateAt({ kind: "step", milestones: [5], gamma: 0 }, 0, 1)).toThrow("above 0, got 0");
    expect(() => learningRateAt({ kind: "constant" }, -1, 1)).toThrow("got -1");
  });
});
