import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Rng } from "../core/rng";
import { metrics, scoresOf } from "./registry";

/** Small generator that is the same in Python: s = (s * 1103515245 + 12345) % 2**31, giving s >> 16. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state >> 16;
  };
}

/**
 * In Python, with next(g) for next(): k = 2 + next(g) % 9; c = 2 + next(g) % 9; n = 30 + next(g) % 200;
 * t = [next(g) % c for _ in range(n)];
 * l = [(t[i] * 7 + seed) % k if next(g) % 100 < 10 * (seed - 1) else next(g) % k for i in range(n)]
 */
function labelling(seed: number): { labels: Int32Array; truth: Int32Array } {
  const next = draws(seed);
  const k = 2 + (next() % 9);
  const c = 2 + (next() % 9);
  const n = 30 + (next() % 200);
  const truth = Int32Array.from({ length: n }, () => next() % c);
  const labels = truth.map((code) => (next() % 100 < 10 * (seed - 1) ? (code * 7 + seed) % k : next() % k));
  return { labels, truth };
}

// scikit-learn 1.2.1, scipy 1.10.1, for seeds 1 to 10: w = contingency_matrix(t, l); r, c = linear_sum_assignment(w, maximize=True);
// [n, clusters, classes, w[r, c].sum() / n, normalized_mutual_info_score(t, l),
//  normalized_mutual_info_score(t, l, average_method="max"), adjusted_rand_score(t, l), w.max(axis=0).sum() / n]
const expected = [
  [143, 10, 9, 0.22377622377622378, 0.11722685055786021, 0.11483732988681315, -0.005078121272352254, 0.2517482517482518],
  [69, 10, 4, 0.2898550724637681, 0.21231252274516882, 0.17266601504806825, 0.05593391006832036, 0.5362318840579711],
  [195, 10, 8, 0.29743589743589743, 0.15235312067243137, 0.1453833361023566, 0.05763427225380833, 0.3333333333333333],
  [121, 10, 3, 0.3305785123966942, 0.09920881434258715, 0.07421426036725966, 0.06430030845645619, 0.5785123966942148],
  [46, 9, 8, 0.5, 0.46560977536419607, 0.45840176372482666, 0.15118559458013905, 0.5434782608695652],
  [172, 10, 2, 0.5755813953488372, 0.24625120776883713, 0.16834239093821451, 0.2860941425433139, 0.8488372093023255],
  [98, 9, 7, 0.6326530612244898, 0.478884457997335, 0.46198625520457987, 0.367011281150052, 0.6632653061224489],
  [224, 9, 10, 0.6785714285714286, 0.5730488643763435, 0.5568607510496085, 0.46127766177977464, 0.6785714285714286],
  [149, 8, 6, 0.785234899328859, 0.6203966511233437, 0.590648741028822, 0.5992492789330841, 0.8053691275167785],
  [75, 9, 10, 0.88, 0.9308697769462257, 0.9004742778475138, 0.8497679814385151, 0.88],
];

describe("scores against scikit-learn", () => {
  test.each(expected.map((values, index) => [index + 1, values] as const))("labelling %i", (seed, values) => {
    const { labels, truth } = labelling(seed);
    expect([labels.length, new Set(labels).size, new Set(truth).size]).toEqual(values.slice(0, 3));
    const scores = scoresOf(labels, truth);
    ["acc", "nmi", "nmiMax", "ari", "purity"].forEach((id, at) => {
      expect(Math.abs((scores?.[id] ?? Number.NaN) - values[at + 3]), id).toBeLessThan(1e-9);
    });
  });
});

describe("degenerate cases, as scikit-learn", () => {
  const of = (labels: number[], truth: number[]) => scoresOf(Int32Array.from(labels), Int32Array.from(truth));
  test("one cluster of one class is perfect", () => {
    // normalized_mutual_info_score([0, 0], [0, 0]) == adjusted_rand_score([0, 0], [0, 0]) == 1
    expect(of([3, 3], [0, 0])).toEqual({ acc: 1, ari: 1, nmi: 1, nmiMax: 1, purity: 1 });
  });
  test("one cluster of several classes tells nothing", () => {
    // normalized_mutual_info_score([0, 1, 0, 1], [0, 0, 0, 0]) == adjusted_rand_score(...) == 0
    expect(of([0, 0, 0, 0], [0, 1, 0, 1])).toEqual({ acc: 0.5, ari: 0, nmi: 0, nmiMax: 0, purity: 0.5 });
  });
  test("every image its own cluster", () => {
    // normalized_mutual_info_score([0, 0, 1, 1], [0, 1, 2, 3]) == 2/3, with "max" 1/2; adjusted_rand_score(...) == 0
    const scores = of([0, 1, 2, 3], [0, 0, 1, 1]);
    expect(scores).toMatchObject({ acc: 0.5, ari: 0, purity: 1 });
    expect(scores?.nmi).toBeCloseTo(2 / 3, 12);
    expect(scores?.nmiMax).toBeCloseTo(1 / 2, 12);
  });
  test("independent halves have a negative ARI", () => {
    // adjusted_rand_score([0, 0, 1, 1], [0, 1, 0, 1]) == -0.5
    expect(of([0, 1, 0, 1], [0, 0, 1, 1])?.ari).toBe(-0.5);
  });
  test("images without a label are left out", () => {
    expect(of([0, 1, 1, 0, 5], [0, 1, 1, 0, -1])).toEqual({ acc: 1, ari: 1, nmi: 1, nmiMax: 1, purity: 1 });
  });
  test("no labelled image gives no scores", () => {
    expect(of([0, 1], [-1, -1])).toBeNull();
    expect(of([], [])).toBeNull();
  });
  test("labels and truth of different lengths", () => {
    expect(() => of([0, 1], [0])).toThrow("must be of one length, got 2 and 1");
  });
});

describe("contract of every metric", () => {
  const labelled = fc.array(fc.tuple(fc.integer({ min: -1, max: 6 }), fc.integer({ min: -1, max: 5 })), { maxLength: 80 });
  test("ids are those that the protocol names", () => {
    expect(metrics.map((metric) => metric.id)).toEqual(["acc", "ari", "nmi", "nmiMax", "purity"]);
  });
  test.each(metrics.map((metric) => [metric.id, metric] as const))("%s", (_, metric) => {
    expect(metric.title).not.toBe("");
    const same = Int32Array.from([0, 1, 2, 1, 0, 2, 2]);
    expect(metric.compute(same, same)).toBeCloseTo(1, 12);
    expect(metric.compute(same, new Int32Array(7).fill(-1))).toBeNaN();
    fc.assert(
      fc.property(labelled, fc.integer(), (pairs, seed) => {
        const rng = Rng.fromSeed(seed);
        const labels = Int32Array.from(pairs, ([label]) => label);
        const truth = Int32Array.from(pairs, ([, code]) => code);
        const score = metric.compute(labels, truth);
        if (!truth.some((code) => code >= 0)) {
          expect(score).toBeNaN();
          return;
        }
        expect(score).toBeGreaterThanOrEqual(metric.range[0]);
        expect(score).toBeLessThanOrEqual(metric.range[1]);
        // Neither the clusters' names, nor the classes', nor the images' order matter; nor are inputs written to.
        const clusterNames = rng.permutation(8).map((code) => code * 100_003);
        const classNames = rng.permutation(6);
        const order = rng.permutation(labels.length);
        const renamed = order.map((i) => clusterNames[labels[i] + 1]);
        const retold = order.map((i) => (truth[i] < 0 ? -1 : classNames[truth[i]]));
        expect(metric.compute(renamed, retold)).toBeCloseTo(score, 10);
        expect([...labels]).toEqual(pairs.map(([label]) => label));
      }),
      { numRuns: 100 },
    );
  });
  test("accuracy is at most purity, max NMI at most the arithmetic one", () => {
    fc.assert(
      fc.property(labelled, (pairs) => {
        const scores = scoresOf(
          Int32Array.from(pairs, ([label]) => label),
          Int32Array.from(pairs, ([, code]) => code),
        );
        if (scores === null) return;
        expect(scores.acc).toBeLessThanOrEqual(scores.purity + 1e-12);
        expect(scores.nmiMax).toBeLessThanOrEqual(scores.nmi + 1e-12);
      }),
    );
  });
});
