import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Rng } from "../core/rng";
import { goldenValues } from "../numerics/testing";
import { contingencyOf } from "./contingency";
import { metrics, scoreDescriptions, scoresOf } from "./registry";
import { labelling } from "./testing";

type Scores = Record<string, number>;
const golden = goldenValues<{
  labellings: { seed: number; n: number; clusters: number; classes: number; scores: Scores }[];
  edges: { name: string; labels: number[]; truth: number[]; scores: Scores }[];
}>("scores");
const ids = ["acc", "ami", "ari", "completeness", "fowlkesMallows", "homogeneity", "nmi", "nmiGeometric", "nmiMax", "purity"];

const of = (labels: readonly number[], truth: readonly number[]) => scoresOf(Int32Array.from(labels), Int32Array.from(truth));

/** NMI (arithmetic) is the V-measure. */
function expectScores(ours: Scores | null, expected: Scores, tolerance: number): void {
  for (const [id, value] of Object.entries(expected)) {
    expect(Math.abs((ours?.[id === "vMeasure" ? "nmi" : id] ?? Number.NaN) - value), id).toBeLessThan(tolerance);
  }
}

// scripts/golden/scores.py: scikit-learn's adjusted_mutual_info_score(truth, labels) and so on; accuracy by scipy's linear_sum_assignment.
describe("scores against scikit-learn", () => {
  test.each(golden.labellings.map((entry) => [entry.seed, entry] as const))("labelling %i", (seed, expected) => {
    const { labels, truth } = labelling(seed);
    const { n, clusters, classes, scores } = expected;
    expect([labels.length, new Set(labels).size, new Set(truth).size]).toEqual([n, clusters, classes]);
    expectScores(scoresOf(labels, truth), scores, 1e-11);
  });

  test("every labelling has another number of clusters than of classes, but one", () => {
    expect(golden.labellings.filter(({ clusters, classes }) => clusters !== classes).length).toBeGreaterThanOrEqual(9);
  });

  test.each(golden.edges.map((entry) => [entry.name, entry] as const))("%s", (_, { labels, truth, scores }) => {
    const { ami, ...others } = scores;
    expectScores(of(labels, truth), others, 1e-12);
    // Of images all alone in both, scikit-learn divides one rounding error by another.
    const alone = new Set(labels).size === labels.length && new Set(truth).size === labels.length;
    expectScores(of(labels, truth), { ami: alone ? 1 : ami }, 1e-12);
  });
});

describe("degenerate cases", () => {
  test("images without a label are left out", () => {
    expect(of([0, 1, 1, 0, 5], [0, 1, 1, 0, -1])).toEqual(Object.fromEntries(ids.map((id) => [id, 1])));
  });
  test("no labelled image gives no scores", () => {
    expect(of([0, 1], [-1, -1])).toBeNull();
    expect(of([], [])).toBeNull();
  });
  test("labels and truth of different lengths", () => {
    expect(() => of([0, 1], [0])).toThrow("must be of one length, got 2 and 1");
  });
  test("noise is one more cluster", () => {
    expect(of([-1, -1, 0, 1, 1], [0, 0, 1, 1, 2])).toEqual(of([2, 2, 0, 1, 1], [0, 0, 1, 1, 2]));
  });
  test("as many clusters and classes as images, and thousands of mixed ones, are soon scored", () => {
    const n = 20_000;
    const alone = Int32Array.from({ length: n }, (_, i) => i);
    expect(scoresOf(alone, alone)).toMatchObject({ acc: 1, ami: 1, ari: 1, nmi: 1 });
    const rng = Rng.fromSeed(1);
    const mixed = () => Int32Array.from({ length: n }, () => rng.integer(2000));
    expect(scoresOf(mixed(), mixed())?.ami).toBeCloseTo(0, 2);
  });
});

describe("contract of every metric", () => {
  const labelled = fc.array(fc.tuple(fc.integer({ min: -1, max: 6 }), fc.integer({ min: -1, max: 5 })), { maxLength: 80 });
  test("ids are those that the protocol names", () => {
    expect(metrics.map((metric) => metric.id)).toEqual(ids);
  });
  test.each(scoreDescriptions.map((description) => [description.id, description] as const))("%s tells what it is", (id, it) => {
    for (const sentence of [it.summary, it.formula]) expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(it.name.length).toBeLessThanOrEqual(18);
    expect(it.title).not.toBe("");
    expect(it.range[0]).toBeLessThan(it.range[1]);
    expect(scoreDescriptions.filter((other) => other.id === id || other.name === it.name)).toEqual([it]);
    expect(structuredClone(it)).toEqual(it);
  });
  test.each(metrics.map((metric) => [metric.id, metric] as const))("%s", (_, metric) => {
    const compute = (labels: Int32Array, truth: Int32Array) => metric.compute(contingencyOf(labels, truth));
    const same = Int32Array.from([0, 1, 2, 1, 0, 2, 2]);
    expect(compute(same, same)).toBeCloseTo(1, 12);
    expect(compute(same, new Int32Array(7).fill(-1))).toBeNaN();
    fc.assert(
      fc.property(labelled, fc.integer(), (pairs, seed) => {
        const rng = Rng.fromSeed(seed);
        const labels = Int32Array.from(pairs, ([label]) => label);
        const truth = Int32Array.from(pairs, ([, code]) => code);
        const score = compute(labels, truth);
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
        expect(compute(renamed, retold)).toBeCloseTo(score, 10);
        expect([...labels]).toEqual(pairs.map(([label]) => label));
      }),
      { numRuns: 100 },
    );
  });
  test("what must hold between scores", () => {
    fc.assert(
      fc.property(labelled, (pairs) => {
        const labels = pairs.map(([label]) => label);
        const truth = pairs.map(([, code]) => code);
        const scores = of(labels, truth);
        if (scores === null) return;
        const { acc, ami, completeness: c, homogeneity: h } = scores;
        expect(acc).toBeLessThanOrEqual(scores.purity + 1e-12);
        expect(scores.nmiMax).toBeLessThanOrEqual(scores.nmi + 1e-12);
        expect(scores.nmi).toBeLessThanOrEqual(scores.nmiGeometric + 1e-12);
        expect(ami).toBeLessThanOrEqual(scores.nmi + 1e-9);
        expect(scores.nmi).toBeCloseTo(c + h === 0 ? 0 : (2 * c * h) / (c + h), 10);
        // Clusters and classes may change places.
        if (truth.includes(-1) || labels.includes(-1)) return;
        const turned = of(truth, labels);
        for (const id of ["acc", "ami", "ari", "nmi", "fowlkesMallows"]) expect(turned?.[id]).toBeCloseTo(scores[id], 10);
        expect(turned?.homogeneity).toBeCloseTo(c, 10);
      }),
      { numRuns: 200 },
    );
  });
});
