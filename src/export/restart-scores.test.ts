import { expect, it } from "vitest";
import { restartScores } from "./restart-scores";

it("takes mean and sample standard deviation over the restarts alone", () => {
  const history = [
    {},
    { attempt: { acc: 0.5, nmi: 0.2 } },
    { attempt: { acc: 0.7, nmi: 0.2 } },
    { attempt: { acc: 0.9, nmi: 0.2 } },
  ];
  const found = restartScores(history);
  expect(found?.count).toBe(3);
  // statistics.mean and statistics.stdev of [0.5, 0.7, 0.9]
  expect(found?.scores.acc.mean).toBeCloseTo(0.7, 12);
  expect(found?.scores.acc.sd).toBeCloseTo(0.2, 12);
  expect(found?.scores.nmi.sd).toBeCloseTo(0, 12);
});

it("has no spread of one restart, and nothing to say of none", () => {
  expect(restartScores([{ attempt: { acc: 0.5 } }])).toEqual({ count: 1, scores: { acc: { mean: 0.5, sd: 0 } } });
  expect(restartScores([{}, {}])).toBeNull();
});
