import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../../nn/backend";
import { countInBins, otsuThreshold } from "../../nn/losses/otsu-threshold";
import { sampleStability } from "../../nn/losses/sample-stability";
import { sgd } from "../../nn/optimizers";
import { relativeError, startBackend, take } from "../../nn/testing";
import * as tf from "../../nn/tfjs";
import { disposeVariables } from "../../nn/variables";
import { BatchMemory, type ThresholdRule, usableThreshold } from "./batch-memory";
import { agreementOf, mean, stabilityOf } from "./stability-look";

const [n, k] = [37, 4];
const rng = Rng.fromSeed("batch memory");

/** [n, k] with rows that sum to 1. */
function assignments(): Matrix {
  const data = new Float32Array(n * k);
  for (let i = 0; i < n; i++) {
    const weights = Array.from({ length: k }, () => Math.exp(2 * rng.normal()));
    const sum = weights.reduce((a, b) => a + b, 0);
    data.set(
      weights.map((weight) => weight / sum),
      i * k,
    );
  }
  return matrix(data, n, k);
}

/** What a memory that saw `q` in parts cut at `cuts` shares after one update. */
async function sharedAfter(q: Matrix, cuts: readonly number[], rule: ThresholdRule): Promise<number[]> {
  const memory = new BatchMemory(k);
  memory.start(first, rule, (t) => stabilityOf(first, t, 0.8));
  const optimizer = memory.closing(sgd({}), () => rule);
  for (const [i, to] of cuts.slice(1).entries()) {
    tf.tidy(() => {
      const part = tf.tensor2d(q.data.slice(cuts[i] * k, to * k), [to - cuts[i], k]);
      memory.add(part, sampleStability(part, memory.threshold(), 0.8));
    });
  }
  optimizer.apply({}, 1);
  const shared = await take(
    tf.tidy(() =>
      tf.concat([tf.reshape(memory.threshold(), [1]), memory.meanAssignment(), tf.reshape(memory.meanStability(), [1])]),
    ),
  );
  shared.push(await memory.rawThreshold());
  disposeVariables(memory.variables);
  return shared;
}

const first = assignments();
const batch = assignments();
let before = memoryInUse();
beforeAll(async () => {
  await startBackend("wasm");
});
beforeEach(() => {
  before = memoryInUse();
});
afterEach(() => expect(memoryInUse()).toEqual(before));

describe("what a batch leaves to the next", () => {
  const t0 = otsuThreshold(countInBins(first.data));
  const t1 = otsuThreshold(countInBins(batch.data));

  it.each([
    [0.9, 0.9 * t0 + 0.1 * t1],
    [0, t1],
  ])("is Otsu's threshold with a memory of %d, the mean assignment and the mean stability", async (memory, threshold) => {
    const got = await sharedAfter(batch, [0, n], { memory, fixed: null });
    const means = Array.from({ length: k }, (_, j) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += batch.data[i * k + j];
      return sum / n;
    });
    // Stability is judged by the threshold before.
    const stability = mean(stabilityOf(batch, usableThreshold(t0, k), 0.8));
    expect(relativeError(got, [threshold, ...means, stability, threshold])).toBeLessThan(1e-5);
  });

  it("does not depend on how the batch is cut", async () => {
    const rule = { memory: 0.9, fixed: null };
    const whole = await sharedAfter(batch, [0, n], rule);
    expect(relativeError(await sharedAfter(batch, [0, 8, 16, 24, 32, n], rule), whole)).toBeLessThan(1e-6);
  });

  it("is a fixed threshold where there is one", async () => {
    const [threshold] = await sharedAfter(batch, [0, n], { memory: 0.9, fixed: 0.3 });
    expect(threshold).toBeCloseTo(0.3, 6);
  });

  it("keeps the threshold in use from 1/(2k) to 0.9", () => {
    expect([0.002, 0.4, 0.95].map((t) => usableThreshold(t, k))).toEqual([1 / 8, 0.4, 0.9]);
  });
});

it("gives whole datasets the stability that batches get", async () => {
  const device = await take(tf.tidy(() => sampleStability(tf.tensor2d(batch.data.slice(), [n, k]), tf.scalar(0.37), 0.4)));
  expect(relativeError([...stabilityOf(batch, 0.37, 0.4)], device)).toBeLessThan(1e-5);
});

it("measures how far neighbours agree", () => {
  const q = matrix(Float32Array.of(1, 0, 0, 1, 0.5, 0.5), 3, 2);
  expect([...agreementOf(q, (i) => (i + 1) % 3)]).toEqual([0, 0.5, 0.5]);
  expect([...agreementOf(q, (i) => i)]).toEqual([1, 1, 1]);
});
