import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../backend";
import { relativeError, startBackend, take, testedBackends } from "../testing";
import * as tf from "../tfjs";
import { type CorrectionRule, correctBatch } from "./corrected-batch";

const usual: CorrectionRule = { top: 3, rule: "quantile", threshold: 0.75, references: 1000, exponent: 1, iterations: 3 };
const evenly = (k: number) => tf.fill([k], -Math.log(k)) as tf.Tensor1D;

function softmaxes(rows: number, cols: number, sharpness: number): number[][] {
  const rng = Rng.fromSeed(`predictions ${rows} ${cols} ${sharpness}`);
  return Array.from({ length: rows }, () => {
    const scores = Array.from({ length: cols }, () => Math.exp(sharpness * rng.normal()));
    const sum = scores.reduce((total, score) => total + score, 0);
    return scores.map((score) => score / sum);
  });
}

async function corrected(p: number[][], rule: Partial<CorrectionRule> = {}, logPrior = () => evenly(p[0].length)) {
  const made = tf.tidy(() => ({ ...correctBatch(tf.tensor2d(p), logPrior(), { ...usual, ...rule }) }));
  return { q: await take(made.q), entropy: await take(made.entropy), uncertain: await take(made.uncertain) };
}

describe.each(testedBackends)("a corrected batch on %s", (backend) => {
  let before: unknown;
  beforeAll(async () => {
    await startBackend(backend);
  });
  beforeEach(() => {
    before = memoryInUse();
  });
  afterEach(() => expect(memoryInUse()).toEqual(before));

  it("leaves confident predictions as they are, to the bit, and others as probabilities", async () => {
    const p = softmaxes(64, 10, 2);
    const { q, uncertain } = await corrected(p);
    expect(uncertain.reduce((sum, u) => sum + u, 0)).toBe(16);
    for (const [i, row] of p.entries()) {
      const now = q.slice(i * 10, i * 10 + 10);
      if (uncertain[i] === 0) expect(now).toEqual(Array.from(Float32Array.from(row)));
      else {
        expect(now).not.toEqual(Array.from(Float32Array.from(row)));
        expect(now.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 5);
      }
    }
  });

  it("changes nothing where nobody is uncertain", async () => {
    const sure = [0, 1, 2, 0, 1].map((j) => [0, 1, 2].map((c) => (c === j ? 1 : 0)));
    for (const rule of [{}, { threshold: 1 }, { rule: "constant", threshold: 0 }] as const)
      expect(await corrected(sure, rule)).toEqual({ q: sure.flat(), entropy: [0, 0, 0, 0, 0], uncertain: [0, 0, 0, 0, 0] });
    const soft = softmaxes(8, 4, 1);
    const { q, uncertain } = await corrected(soft, { rule: "constant", threshold: 1 });
    expect(uncertain.every((u) => u === 0)).toBe(true);
    expect(q).toEqual(Array.from(Float32Array.from(soft.flat())));
  });

  it("stays finite where nobody is confident, and keeps the undecided undecided", async () => {
    const { q, uncertain } = await corrected(
      Array.from({ length: 5 }, () => [0.25, 0.25, 0.25, 0.25]),
      { rule: "constant", threshold: 0 },
    );
    expect(uncertain).toEqual([1, 1, 1, 1, 1]);
    for (const value of q) expect(value).toBeCloseTo(0.25, 5);
    expect((await corrected([[0.4, 0.6]])).q.every(Number.isFinite)).toBe(true);
  });

  it("stays finite for predictions that are exactly zero, sharp or of one class alone", async () => {
    const p = [...Array.from({ length: 9 }, () => [1, 0, 0]), [0.5, 0.5, 0], [0.34, 0.33, 0.33], [0, 0.5, 0.5]];
    for (const exponent of [0.1, 1, 50]) {
      const { q } = await corrected(p, { exponent, iterations: 20 });
      expect(q.every((x) => Number.isFinite(x) && x >= 0 && x <= 1.00001)).toBe(true);
    }
  });

  it("picks references that keep their classes' shares where there are too many", async () => {
    const p = softmaxes(300, 5, 2.5);
    const [all, some] = [await corrected(p), await corrected(p, { references: 60 })];
    expect(some.uncertain).toEqual(all.uncertain);
    expect(relativeError(some.q, all.q)).toBeLessThan(0.1);
    expect(some.q).not.toEqual(all.q);
    // As many as there are, no matter how.
    expect(relativeError((await corrected(p, { references: 225 })).q, all.q)).toBeLessThan(1e-5);
  });

  it("takes many rows in blocks", async () => {
    const p = softmaxes(1100, 3, 1);
    const { q } = await corrected(p, { rule: "constant", threshold: 0.5, references: 2000 });
    const few = await corrected(p, { rule: "constant", threshold: 0.5, references: 1100 });
    expect(relativeError(few.q, q)).toBeLessThan(1e-6);
    expect(q).toHaveLength(3300);
  });

  it("lets no gradient through", async () => {
    const slope = tf.tidy(() =>
      tf.grad((x: tf.Tensor) => {
        const { q, entropy } = correctBatch(tf.softmax(x as tf.Tensor2D), evenly(3), usual);
        return tf.add(tf.add(tf.sum(tf.square(q)), tf.sum(entropy)), tf.sum(tf.mul(x, 2))) as tf.Scalar;
      })(tf.tensor2d(softmaxes(6, 3, 1))),
    );
    expect(new Set(await take(slope))).toEqual(new Set([2]));
  });
});
