import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseValues } from "../../core/hyperparameters";
import { type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../../nn/backend";
import { numericGradient, relativeError, startBackend, take } from "../../nn/testing";
import * as tf from "../../nn/tfjs";
import { disposeVariables } from "../../nn/variables";
import { tellSmallBatches } from "./batch-correction";
import { BatchCorrector, weightedLoss } from "./batch-corrector";
import { batchWarning, type CorrectionValues, correctionHyperparameters } from "./correction-settings";
import { correctionColumns, correctionFacts, correctionViews } from "./correction-views";
import { SetCorrector } from "./set-corrector";
import { entropyWeights, evenlyOverClusters, splitByEntropy } from "./uncertain-predictions";

const { signal } = new AbortController();
const settings = (values: object): CorrectionValues => parseValues(correctionHyperparameters, values);

/** Softmaxes that lean to the first clusters. */
function leaning(n: number, k: number): Matrix {
  const rng = Rng.fromSeed("leaning");
  const data = new Float32Array(n * k);
  for (let i = 0; i < n; i++) {
    const scores = Array.from({ length: k }, (_, j) => Math.exp(2 * rng.normal() - 0.3 * j));
    const sum = scores.reduce((total, score) => total + score, 0);
    for (let j = 0; j < k; j++) data[i * k + j] = scores[j] / sum;
  }
  return matrix(data, n, k);
}

const meanOf = ({ data, rows, cols }: Matrix): number[] =>
  Array.from({ length: cols }, (_, j) => data.reduce((sum, value, p) => (p % cols === j ? sum + value / rows : sum), 0));
const unevenness = (shares: number[]): number => Math.max(...shares) - Math.min(...shares);

let before: unknown;
beforeAll(async () => {
  await startBackend("wasm");
});
beforeEach(() => {
  before = memoryInUse();
});
afterEach(() => expect(memoryInUse()).toEqual(before));

describe("a correction of the whole set", () => {
  it("is off by default", async () => {
    expect(await new SetCorrector().correct(leaning(9, 3), settings({}), signal)).toBeNull();
  });

  it.each([
    {},
    { correctionThreshold: 0.5, correctionTop: 2 },
    { correctionRule: "constant", correctionThreshold: 0.6, correctionExponent: 3, correctionIterations: 6 },
    { correctionRule: "constant", correctionThreshold: 0 },
    { correctionRule: "constant", correctionThreshold: 1 },
  ] as const)("is that of a batch on the device: %o", async (values) => {
    const q = leaning(120, 6);
    const corrected = await new SetCorrector().correct(q, settings({ correction: "correct", ...values }), signal);
    const batch = new BatchCorrector(6);
    const [made, mask] = tf.tidy(() => {
      const { q: now, uncertain } = batch.correct(tf.tensor2d(q.data, [120, 6]), settings({ correction: "correct", ...values }));
      return [now, uncertain as tf.Tensor];
    });
    const uncertain = await take(mask);
    expect(Array.from(corrected?.split?.uncertain ?? [])).toEqual([...uncertain.keys()].filter((i) => uncertain[i] === 1));
    expect(relativeError(await take(made), Array.from(corrected?.q.data ?? []))).toBeLessThan(1e-4);
    disposeVariables(batch.variables);
  });

  it("evens out clusters, touches confident rows not at all, and changes nothing that it was given", async () => {
    const q = leaning(400, 5);
    const given = q.data.slice();
    const corrected = await new SetCorrector().correct(q, settings({ correction: "correct" }), signal);
    if (!corrected?.split) throw new Error("nothing was corrected");
    expect(q.data).toEqual(given);
    expect(corrected.split.uncertain).toHaveLength(100);
    expect(corrected.split.confident).toHaveLength(300);
    for (const i of corrected.split.confident)
      expect(corrected.q.data.subarray(i * 5, i * 5 + 5)).toEqual(q.data.subarray(i * 5, i * 5 + 5));
    expect(unevenness(meanOf(corrected.q))).toBeLessThan(unevenness(meanOf(q)));
  });

  it("with the estimated sizes for a prior moves predictions far less", async () => {
    const q = leaning(400, 5);
    const moved = async (correctionPrior: number) => {
      const corrected = await new SetCorrector().correct(q, settings({ correction: "correct", correctionPrior }), signal);
      return correctionFacts(q, corrected ?? expect.fail()).correctedClusters;
    };
    const [even, mixed, estimated] = [await moved(0), await moved(0.5), await moved(1)];
    expect(even).toBeGreaterThan(0.03);
    expect(mixed).toBeLessThan(even);
    expect(estimated).toBeLessThan(even / 2);
  });

  it("remembers sizes, also from a checkpoint", async () => {
    const values = settings({ correction: "both", correctionPrior: 1, correctionMemory: 0.5 });
    const [first, second] = [leaning(60, 4), leaning(90, 4)];
    const straight = new SetCorrector();
    expect(straight.save()).toBeNull();
    await straight.correct(first, values, signal);
    const saved = structuredClone(straight.save());
    const expected = await straight.correct(second, values, signal);
    const resumed = new SetCorrector();
    resumed.restore(saved);
    expect(await resumed.correct(second, values, signal)).toEqual(expected);
    expect(await new SetCorrector().correct(second, values, signal)).not.toEqual(expected);
  });

  it("weighs images by their uncertainty, within a factor of e and with a mean of 1", async () => {
    const q = leaning(50, 4);
    const corrected = await new SetCorrector().correct(q, settings({ correction: "weight" }), signal);
    expect(corrected?.q).toBe(q);
    const weights = Array.from(corrected?.weights ?? []);
    expect(weights.reduce((sum, w) => sum + w / 50, 0)).toBeCloseTo(1, 5);
    expect(Math.max(...weights) / Math.min(...weights)).toBeLessThanOrEqual(Math.E);
    const order = [...weights.keys()].sort((a, b) => weights[a] - weights[b]);
    const entropies = corrected?.entropies ?? new Float32Array();
    for (let p = 1; p < 50; p++) expect(entropies[order[p]]).toBeGreaterThanOrEqual(entropies[order[p - 1]]);
    expect(Array.from(entropyWeights(new Float32Array([0, 0])))).toEqual([1, 1]);
  });

  it("tells each uncertain image's cluster after the correction, and is the same when it is only shown", async () => {
    const q = leaning(200, 4);
    const shown = (await new SetCorrector().correct(q, settings({ correction: "show" }), signal)) ?? expect.fail();
    expect(shown).toEqual(await new SetCorrector().correct(q, settings({ correction: "correct" }), signal));
    const [, { id, values }] = correctionColumns(shown);
    expect(id).toBe("correctedCluster");
    const told = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
    expect(told).toEqual(Array.from(shown.split?.uncertain ?? []));
    for (const i of told) {
      const row = shown.q.data.subarray(i * 4, i * 4 + 4);
      expect(row[values[i]]).toBe(Math.max(...row));
    }
  });

  it("stops when it is told to", async () => {
    const stopped = AbortSignal.abort();
    await expect(new SetCorrector().correct(leaning(20, 3), settings({ correction: "both" }), stopped)).rejects.toThrow();
  });

  it("shows entropies before and after, the most uncertain predictions, and clusters before and after", async () => {
    const q = leaning(200, 4);
    const corrected = (await new SetCorrector().correct(q, settings({ correction: "correct" }), signal)) ?? expect.fail();
    const views = correctionViews(q, corrected, 3);
    expect(views.map(({ id }) => id)).toEqual([
      "uncertainty",
      "uncertainty-after",
      "uncertain-predictions",
      "corrected-clusters",
    ]);
    const [histogram, , predictions, clusters] = views;
    if (histogram.kind !== "histogram" || predictions.kind !== "matrix" || clusters.kind !== "matrix") throw new Error("kinds");
    expect(histogram.counts.reduce((sum, x) => sum + x, 0)).toBe(200);
    expect(histogram.marks).toEqual([{ title: "corrected from here", value: corrected.split?.threshold }]);
    expect([predictions.rows, predictions.cols]).toEqual([24, 9]);
    for (let row = 0; row < 24; row++) {
      const at = (from: number) => predictions.values.subarray(row * 9 + from, row * 9 + from + 4).reduce((sum, x) => sum + x, 0);
      expect(at(0)).toBeCloseTo(1, 5);
      expect(predictions.values[row * 9 + 4]).toBeNaN();
      expect(at(5)).toBeCloseTo(1, 5);
    }
    expect(clusters.values.reduce((sum, x) => sum + x, 0)).toBe(50);
    const off = clusters.values.reduce((sum, x, p) => (Math.floor(p / 4) === p % 4 ? sum : sum + x), 0);
    expect(off).toBeCloseTo(200 * correctionFacts(q, corrected).correctedClusters, 3);
    // Where nothing is uncertain there is nothing to show one by one.
    const none = settings({ correction: "correct", correctionRule: "constant", correctionThreshold: 1 });
    const unmoved = (await new SetCorrector().correct(q, none, signal)) ?? expect.fail();
    expect(correctionViews(q, unmoved, 3)).toHaveLength(2);
    expect(unmoved.q.data).toEqual(q.data);
  });
});

describe("telling the uncertain", () => {
  const rule = { top: 3, references: 10, exponent: 1, iterations: 3 } as const;

  it("takes the first of equal entropies, and never one without any", () => {
    const entropies = Float32Array.of(0.5, 0, 0.5, 0, 0.5, 0, 0, 0);
    const split = splitByEntropy(entropies, { ...rule, rule: "quantile", threshold: 0.75 });
    expect(Array.from(split.uncertain)).toEqual([0, 2]);
    const half = splitByEntropy(entropies, { ...rule, rule: "quantile", threshold: 0.25 });
    expect(Array.from(half.uncertain)).toEqual([0, 2, 4]);
    expect(Array.from(half.confident)).toEqual([1, 3, 5, 6, 7]);
    expect(half.threshold).toBe(0.5);
  });

  it("counts a value on the threshold as uncertain", () => {
    const split = splitByEntropy(Float32Array.of(0.2, 0.5, 0.7), { ...rule, rule: "constant", threshold: 0.5 });
    expect(Array.from(split.uncertain)).toEqual([1, 2]);
  });

  it("picks references in the shares of their clusters", () => {
    const labels = Int32Array.from({ length: 1000 }, (_, i) => (i % 10 < 7 ? 0 : i % 10 < 9 ? 1 : 2));
    const picked = evenlyOverClusters(
      Int32Array.from({ length: 1000 }, (_, i) => i),
      labels,
      100,
    );
    expect([0, 1, 2].map((j) => picked.filter((i) => labels[i] === j).length)).toEqual([70, 20, 10]);
    expect(new Set(picked).size).toBe(100);
  });
});

describe("a corrector of batches", () => {
  it("gives back what it was given when it is off, and to weights alone", async () => {
    const corrector = new BatchCorrector(3);
    const p = tf.tensor2d([1, 0, 0, 0.4, 0.3, 0.3], [2, 3]);
    expect(corrector.correct(p, settings({}))).toEqual({ q: p, weights: null, uncertain: null });
    expect(corrector.correct(p, settings({ correction: "show" }))).toEqual({ q: p, weights: null, uncertain: null });
    const weighted = tf.tidy(() => {
      const { q, weights } = corrector.correct(p, settings({ correction: "weight" }));
      expect(q).toBe(p);
      return weights as tf.Tensor;
    });
    const [sure, unsure] = await take(weighted);
    expect(sure + unsure).toBeCloseTo(1, 5);
    expect(unsure).toBeGreaterThan(sure);
    p.dispose();
    disposeVariables(corrector.variables);
  });

  it("warns of batches that cannot be of even sizes", () => {
    expect(batchWarning(settings({ correction: "both" }), 32, 10)).toBe(
      "Batches of 32 images are too small to correct predictions of 10 clusters towards even sizes: chance alone makes them uneven. Take at least 50.",
    );
    expect(batchWarning(settings({ correction: "both" }), 50, 10)).toBeNull();
    expect(batchWarning(settings({ correction: "weight" }), 32, 10)).toBeNull();
    expect(batchWarning(settings({ correction: "show" }), 32, 10)).toBeNull();
  });

  it("warns of few images too, whatever the batch", () => {
    const values = settings({ correction: "both" });
    expect([...tellSmallBatches(values, 40, 256, 10)].map(({ message }) => message).join()).toContain("Batches of 40 images");
    expect([...tellSmallBatches(values, 400, 256, 10)]).toEqual([]);
  });

  it("remembers the sizes of clusters, which is a prior at ρ 1", async () => {
    const corrector = new BatchCorrector(2);
    const values = settings({ correction: "both", correctionPrior: 1, correctionMemory: 0.5 });
    const p = tf.tensor2d([0.9, 0.1, 0.7, 0.3], [2, 2]);
    tf.tidy(() => void corrector.correct(p, values));
    const [first] = await take(tf.tidy(() => tf.clone(corrector.variables["correction/sizes"])));
    expect(first).toBeCloseTo(0.5 * 0.5 + 0.5 * 0.8, 5);
    p.dispose();
    disposeVariables(corrector.variables);
  });

  it("weighs the losses of images, and passes no gradient through weights or targets", async () => {
    const corrector = new BatchCorrector(3);
    const logits = Array.from(leaning(4, 3).data);
    const values = settings({ correction: "both" });
    const fixed = tf.tidy(() => {
      const { q, weights } = corrector.correct(tf.softmax(tf.tensor2d(logits, [4, 3])), values);
      return { q, weights: weights as tf.Tensor1D };
    });
    const loss = (x: tf.Tensor, q: tf.Tensor2D, weights: tf.Tensor1D | null) =>
      weightedLoss(tf.neg(tf.sum(tf.mul(q, tf.logSoftmax(x as tf.Tensor2D)), 1)) as tf.Tensor1D, weights);
    const slope = await take(
      tf.tidy(() =>
        tf.grad((x: tf.Tensor) => {
          const { q, weights } = corrector.correct(tf.softmax(x as tf.Tensor2D), values);
          return loss(x, q, weights);
        })(tf.tensor2d(logits, [4, 3])),
      ),
    );
    const numeric = await numericGradient(
      logits,
      async (x) => (await take(tf.tidy(() => loss(tf.tensor2d(x, [4, 3]), fixed.q, fixed.weights))))[0],
    );
    expect(relativeError(slope, numeric)).toBeLessThan(1e-2);
    const [mean] = await take(tf.tidy(() => weightedLoss(tf.tensor1d([1, 2, 6]), null)));
    expect(mean).toBeCloseTo(3, 5);
    tf.dispose([fixed.q, fixed.weights]);
    disposeVariables(corrector.variables);
  });
});
