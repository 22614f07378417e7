import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goldenValues } from "../../numerics/testing";
import { memoryInUse } from "../backend";
import { relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { correctBatch } from "./corrected-batch";
import { topEntropy } from "./prediction-entropy";
import { logOf, logSinkhorn } from "./sinkhorn";

interface Given {
  readonly exponent: number;
  readonly iterations: number;
  readonly prior: number[];
}
interface Golden {
  readonly sinkhorn: readonly (Given & { readonly logQ: number[] })[];
  readonly cases: readonly {
    readonly name: string;
    readonly rows: number;
    readonly cols: number;
    readonly p: number[];
    readonly runs: readonly (Given & {
      readonly rule: "quantile" | "constant";
      readonly threshold: number;
      readonly top: number;
      readonly entropy: number[];
      readonly uncertain: number[];
      readonly q: number[];
    })[];
  }[];
}

/** Made by PyTorch in double precision, one prediction after the other; scripts/golden/alternating-normalisation.py. */
const golden = goldenValues<Golden>("alternating-normalisation");
const [batch] = golden.cases;
const logPriorOf = (prior: number[]) => tf.log(tf.tensor1d(prior)) as tf.Tensor1D;

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  let before: unknown;
  beforeAll(async () => {
    await startBackend(backend);
  });
  beforeEach(() => {
    before = memoryInUse();
  });
  afterEach(() => expect(memoryInUse()).toEqual(before));

  describe("Sinkhorn's normalisation", () => {
    const p = () => tf.tensor2d(batch.p, [batch.rows, batch.cols]);

    it.each(golden.sinkhorn)("is PyTorch's for λ $exponent, $iterations times, towards $prior", async (given) => {
      const logQ = await take(tf.tidy(() => logSinkhorn(logOf(p()), logPriorOf(given.prior), given)));
      expect(relativeError(logQ, given.logQ)).toBeLessThan(1e-4);
      expect(relativeError(logQ.map(Math.exp), given.logQ.map(Math.exp))).toBeLessThan(1e-4);
    });

    it("brings rows to one and columns to their shares", async () => {
      const prior = [0.5, 0.3, 0.15, 0.05];
      const options = { exponent: 1, iterations: 100 };
      const [rows, columns] = tf.tidy(() => {
        const q = tf.exp(logSinkhorn(logOf(p()), logPriorOf(prior), options));
        return [tf.sum(q, 1), tf.mean(q, 0)];
      });
      for (const sum of await take(rows)) expect(Math.abs(sum - 1)).toBeLessThan(1e-5);
      for (const [j, share] of (await take(columns)).entries()) expect(Math.abs(share - prior[j])).toBeLessThan(1e-5);
    });

    it("stays finite for scores over a small ε and for a column of nothing", async () => {
      const made = tf.tidy(() => [
        logSinkhorn(tf.tensor2d([1, -1, 0.9, -1, 1, 0.99], [3, 2]), logPriorOf([0.5, 0.5]), {
          exponent: 1 / 0.03,
          iterations: 3,
        }),
        logSinkhorn(logOf(tf.tensor2d([1, 0, 1, 0], [2, 2])), logPriorOf([0.5, 0.5]), { exponent: 1, iterations: 3 }),
      ]);
      for (const logQ of made)
        expect(
          (await take(logQ)).every((x) => Number.isFinite(x) && x <= 1e-5),
          "finite logarithms",
        ).toBe(true);
    });
  });

  describe.each(golden.cases)("$name", ({ rows, cols, p, runs }) => {
    it.each(runs)("gives PyTorch's: $rule $threshold, top $top, λ $exponent, $iterations times, to $prior", async (run) => {
      const made = tf.tidy(() => ({
        ...correctBatch(tf.tensor2d(p, [rows, cols]), logPriorOf(run.prior), { ...run, references: 1000 }),
      }));
      expect(await take(made.uncertain)).toEqual(run.uncertain);
      expect(relativeError(await take(made.entropy), run.entropy)).toBeLessThan(1e-4);
      expect(relativeError(await take(made.q), run.q)).toBeLessThan(1e-4);
    });
  });

  it("the entropy of a prediction is 0 where it is sure, and 1 where it cannot tell", async () => {
    const p = [1, 0, 0, 0, 0.25, 0.25, 0.25, 0.25, 0.5, 0.5, 0, 0];
    const of = (top: number) => take(tf.tidy(() => topEntropy(tf.tensor2d(p, [3, 4]), top)));
    expect((await of(2)).map((h) => Number(h.toFixed(5)))).toEqual([0, 1, 1]);
    expect((await of(3)).map((h) => Number(h.toFixed(5)))).toEqual([0, 1, Number((Math.log(2) / Math.log(3)).toFixed(5))]);
    expect((await of(9)).map((h) => Number(h.toFixed(5)))).toEqual([0, 1, 0.5]);
    expect(await take(tf.tidy(() => topEntropy(tf.ones([2, 1]), 3)))).toEqual([0, 0]);
  });
});
