import { describe, expect, it, test } from "vitest";
import type { EpochFacts } from "../../worker/protocol";
import { lineColour } from "../palette";
import {
  anyAboveZero,
  lastLoss,
  lineDash,
  lossLayout,
  lossTerms,
  lossTraces,
  mostPoints,
  termsNotAboveZero,
  termsOnTheRight,
} from "./loss-traces";

const entry = (epoch: number, phase: string, loss: number): EpochFacts => ({ epoch, phase, losses: { loss }, facts: {} });
const phases = (...lengths: number[]) =>
  lengths.flatMap((length, phase) => Array.from({ length }, (_, i) => ({ phase: `phase ${phase}`, i })));
const traceOf = (...lengths: number[]) => {
  const history = phases(...lengths).map(({ phase, i }, epoch) => entry(epoch, phase, i));
  const [trace] = lossTraces(history, ["loss"], "dark");
  return trace as { x: number[]; y: (number | null)[]; mode: string; marker: { size: number[] } };
};

describe("lines of the loss chart", () => {
  it("break where the phase changes", () => {
    const { x, y, mode } = traceOf(6, 5);
    expect(x).toEqual([0, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10]);
    expect(y).toEqual([0, 1, 2, 3, 4, 5, null, 0, 1, 2, 3, 4]);
    expect(mode).toBe("lines");
    expect(traceOf(5).y).toEqual([0, 1, 2, 3, 4]);
  });

  it("show dots where a line can't be seen", () => {
    expect(traceOf(3).mode).toBe("lines+markers");
    const { mode, marker } = traceOf(5, 1);
    expect(mode).toBe("lines+markers");
    expect(marker.size).toEqual([0, 0, 0, 0, 0, 0, 5]);
  });

  it("hold few points however long the run, of every phase some", () => {
    const { y } = traceOf(5000, 20, 5000);
    expect(y.length).toBeLessThanOrEqual(mostPoints + 4);
    expect(y.filter((value) => value === null)).toHaveLength(2);
    expect(y.slice(y.indexOf(null) + 1, y.lastIndexOf(null)).length).toBeGreaterThanOrEqual(1);
  });

  it("differ all in colour or dash", () => {
    const looks = Array.from({ length: 20 }, (_, i) => `${lineColour(i, "dark")} ${lineDash(i)}`);
    expect(new Set(looks).size).toBe(looks.length);
    expect(lineDash(0)).toBe("solid");
  });
});

const look = { width: 300, height: 200, log: false, scheme: "light", ended: false } as const;

test("epochs run from zero, or from a resumed run's first, to the last one once no more come", () => {
  const rangeOf = (epochs: readonly number[], ended: boolean) =>
    lossLayout(
      epochs.map((epoch) => entry(epoch, "a", 1)),
      { ...look, ended },
    ).xaxis?.range;
  expect(rangeOf([0, 1, 106], true)).toEqual([0, 106]);
  expect(rangeOf([0, 1, 106], false)).toEqual([0, 200]);
  expect(rangeOf([1, 2], true)).toEqual([0, 5]);
  expect(rangeOf([71, 72, 82], true)).toEqual([71, 82]);
  expect(rangeOf([71, 72, 88], false)).toEqual([71, 91]);
});

test("a total that is its one term is left out, where it is more it stays", () => {
  const facts = (epoch: number, losses: Record<string, number>): EpochFacts => ({ epoch, phase: "a", losses, facts: {} });
  const alone = [facts(1, { total: 2, reconstruction: 2 }), facts(2, { total: 1, reconstruction: 1 })];
  expect(lossTerms(alone)).toEqual(["reconstruction"]);
  expect(lossTerms([facts(1, { total: 2 })])).toEqual(["total"]);
  expect(lossTerms([facts(1, { total: 1, reconstruction: 2 })])).toEqual(["reconstruction", "total"]);
  const history = [...alone, facts(3, { total: 3, reconstruction: 1, clustering: 2 })];
  expect(lossTerms(history)).toEqual(["reconstruction", "clustering", "total"]);
  const [reconstruction, , total] = lossTraces(history, lossTerms(history), "dark");
  expect(reconstruction).toMatchObject({ x: [1, 2, 3], y: [2, 1, 1] });
  expect(total).toMatchObject({ x: [3], y: [3] });
  const labelled = [...history, facts(4, { total: 7, selfLabels: 7 })];
  expect(["total", "selfLabels", "none"].map((term) => lastLoss(labelled, term))).toEqual([3, 7, Number.NaN]);
});

test("terms of a last phase that shares none with those before have an axis of their own", () => {
  const facts = (epoch: number, phase: string, losses: Record<string, number>): EpochFacts => ({
    epoch,
    phase,
    losses,
    facts: {},
  });
  const pretraining = [
    facts(1, "pretrain", { total: 2, reconstruction: 2 }),
    facts(2, "pretrain", { total: 1, reconstruction: 1 }),
  ];
  const mixture = [...pretraining, facts(3, "cluster", { negativeLogLikelihood: -900 })];
  expect([...termsOnTheRight(pretraining)]).toEqual([]);
  expect([...termsOnTheRight(mixture)]).toEqual(["negativeLogLikelihood"]);
  expect([...termsOnTheRight([...pretraining, facts(3, "cluster", { total: 5, clustering: 5 })])]).toEqual([]);
  expect([...termsOnTheRight([...pretraining, facts(3, "cluster", {})])]).toEqual([]);
  const layout = lossLayout(mixture, look);
  const [left, right] = [layout.yaxis?.range as number[], layout.yaxis2?.range as number[]];
  expect([left[0] <= 0, left[1] >= 2, left[1] < 10]).toEqual([true, true, true]);
  expect(right[0]).toBeLessThanOrEqual(-900);
  expect(layout.yaxis2?.showticklabels).toBe(true);
  // On a log scale it could show nothing, and has no numbers.
  expect(lossLayout(mixture, { ...look, log: true }).yaxis2?.showticklabels).toBe(false);
  expect(lossTraces(mixture, lossTerms(mixture), "light").map((trace) => (trace as { yaxis?: string }).yaxis)).toEqual(
    lossTerms(mixture).map((term) => (term === "negativeLogLikelihood" ? "y2" : undefined)),
  );
  expect(lossLayout(pretraining, look).yaxis2).toBeUndefined();
});

test("what has no place on a log scale is known by its term", () => {
  const history = [
    { epoch: 0, phase: "a", losses: { up: 2, down: 1 }, facts: {} },
    { epoch: 1, phase: "a", losses: { up: 3, down: 0, late: -1 }, facts: {} },
  ];
  expect(termsNotAboveZero(history, ["up", "down", "late"])).toEqual(["down", "late"]);
  expect(anyAboveZero(history)).toBe(true);
  expect(anyAboveZero([entry(0, "a", -4), entry(1, "a", 0)])).toBe(false);
});
