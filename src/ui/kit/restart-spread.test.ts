import { expect, test } from "vitest";
import type { EpochFacts } from "../../worker/protocol";
import { restartSpread } from "./restart-spread";

const epoch = (number: number, attempt?: Record<string, number>): EpochFacts => ({
  epoch: number,
  phase: "restarts",
  losses: {},
  facts: {},
  ...(attempt ? { attempt } : {}),
});

test("mean and deviation over restarts, other epochs left out", () => {
  // statistics.stdev([0.5, 0.7, 0.9]) == 0.2
  const history = [epoch(0), epoch(1, { acc: 0.5, nmi: 0.1 }), epoch(2, { acc: 0.7 }), epoch(3), epoch(4, { acc: 0.9 })];
  const spread = restartSpread(history, "acc");
  expect(spread?.count).toBe(3);
  expect(spread?.mean).toBeCloseTo(0.7, 12);
  expect(spread?.deviation).toBeCloseTo(0.2, 12);
});

test("one restart has no spread", () => {
  expect(restartSpread([epoch(0), epoch(1, { acc: 0.5 })], "acc")).toBeNull();
  expect(restartSpread([], "acc")).toBeNull();
});
