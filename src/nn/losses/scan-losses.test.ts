import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goldenValues } from "../../numerics/testing";
import { memoryInUse } from "../backend";
import { prototypeCodes } from "../layers/prototype-codes";
import { lossFigures, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { clusterBalance } from "./cluster-balance";
import { contrastOfSets } from "./contrast-of-sets";
import { semanticClustering } from "./semantic-clustering";
import { swappedPrediction } from "./swapped-prediction";
import { weightedCrossEntropy } from "./weighted-cross-entropy";

interface Term {
  readonly value: number;
  readonly gradients: Readonly<Record<string, number[]>>;
}
interface Golden {
  readonly shapes: { readonly m: number; readonly b: number; readonly k: number; readonly d: number };
  readonly logits: number[];
  readonly others: number[];
  readonly scan: readonly (Term & { readonly weight: number; readonly each: number[] })[];
  readonly selfLabels: Term & { readonly mask: number[]; readonly labels: number[]; readonly strong: number[] } & {
    readonly predictions: number[];
    readonly soft: Term & { readonly weights: number[] };
  };
  readonly swav: Term & {
    readonly scores: number[];
    readonly codes: readonly { readonly epsilon: number; readonly iterations: number; readonly codes: number[] }[];
    readonly views: readonly number[][];
    readonly targets: readonly number[][];
    readonly weighted: Term & { readonly weights: readonly number[][] };
  };
  readonly simgcd: {
    readonly features: number[];
    readonly labels: number[];
    readonly supCon: Term & { readonly temperature: number };
    readonly infoNce: Term & { readonly temperature: number };
    readonly student: number[];
    readonly meanEntropy: Term;
  };
}

/** Made by PyTorch in double precision; the calls stand in scripts/golden/scan-losses.py. */
const golden = goldenValues<Golden>("scan-losses");
const { m, b, k, d } = golden.shapes;

/** Value and gradient are PyTorch's to 1e-4, and finite differences confirm the gradient. */
async function agrees(term: Term, name: string, x: readonly number[], shape: number[], loss: (x: tf.Tensor) => tf.Scalar) {
  const { value, gradient, numeric } = await lossFigures(x, shape, loss, 5e-3);
  expect(Math.abs(value - term.value)).toBeLessThan(1e-4);
  expect(relativeError(gradient, term.gradients[name])).toBeLessThan(1e-4);
  expect(relativeError(gradient, numeric)).toBeLessThan(2e-2);
}

const rows = (values: readonly number[]) => tf.tensor2d([...values], [values.length / k, k]);
const unit = (x: tf.Tensor) => tf.div(x, tf.norm(x, 2, 1, true)) as tf.Tensor2D;
/** [2b, 2b]: 1 where `together` says so of two images, for both views of each, but not of a view with itself. */
const sets = (together: (i: number, j: number) => boolean) =>
  tf.tensor2d(
    Float32Array.from({ length: 4 * b * b }, (_, p) => {
      const [i, j] = [Math.floor(p / (2 * b)), p % (2 * b)];
      return i !== j && together(i % b, j % b) ? 1 : 0;
    }),
    [2 * b, 2 * b],
  );

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  let before: unknown;
  beforeAll(async () => {
    await startBackend(backend);
  });
  beforeEach(() => {
    before = memoryInUse();
  });
  afterEach(() => expect(memoryInUse()).toEqual(before));

  describe.each(golden.scan)("SCAN with entropy weight $weight", (expected) => {
    const heads = (x: tf.Tensor, others: tf.Tensor = tf.tensor3d(golden.others, [m, b, k])) => {
      const p = tf.softmax(x) as tf.Tensor3D;
      const { consistency, entropy } = semanticClustering(p, tf.softmax(others) as tf.Tensor3D);
      return tf.sub(consistency, tf.mul(entropy, expected.weight));
    };

    it("has PyTorch's loss of each head", async () => {
      const found = await take(tf.tidy(() => heads(tf.tensor(golden.logits, [m, b, k]))));
      expect(relativeError(found, expected.each)).toBeLessThan(1e-5);
    });

    it("has PyTorch's gradient", () =>
      agrees(expected, "logits", golden.logits, [m, b, k], (x) => tf.sum(heads(x)) as tf.Scalar));

    it("has PyTorch's gradient to the neighbours", () =>
      agrees(
        expected,
        "others",
        golden.others,
        [m, b, k],
        (x) => tf.sum(heads(tf.tensor(golden.logits, [m, b, k]), x)) as tf.Scalar,
      ));
  });

  it("SCAN stays finite where images and neighbours are certain of different clusters", async () => {
    const loss = (x: tf.Tensor) =>
      tf.sum(semanticClustering(tf.softmax(x) as tf.Tensor3D, tf.tensor3d([0, 1, 0, 1], [1, 2, 2])).consistency) as tf.Scalar;
    const slope = await take(tf.tidy(() => tf.grad(loss)(tf.tensor([100, -100, 90, 0], [1, 2, 2]))));
    for (const value of slope) expect(value).toSatisfy(Number.isFinite);
  });

  it("self-labelling has PyTorch's cross-entropy of balanced classes", async () => {
    const { mask, labels, strong } = golden.selfLabels;
    const sizeOf = (label: number) => labels.filter((other, i) => other === label && mask[i] === 1).length;
    const weights = labels.map((label, i) => (mask[i] === 0 ? 0 : 1 / sizeOf(label)));
    const loss = (x: tf.Tensor) => {
      const targets = tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), k), "float32") as tf.Tensor2D;
      return weightedCrossEntropy(targets, tf.tensor1d(weights), tf.logSoftmax(x as tf.Tensor2D, 1));
    };
    await agrees(golden.selfLabels, "strong", strong, [b, k], loss);
  });

  it("self-labelling has PyTorch's weighted cross-entropy of soft targets", async () => {
    const { predictions, strong, soft } = golden.selfLabels;
    const loss = (x: tf.Tensor) =>
      weightedCrossEntropy(rows(predictions), tf.tensor1d(soft.weights), tf.logSoftmax(x as tf.Tensor2D, 1));
    await agrees(soft, "strong", strong, [b, k], loss);
  });

  it.each(golden.swav.codes)(
    "SwAV's codes with ε $epsilon after $iterations iterations are those of its code",
    async (expected) => {
      const { epsilon, iterations } = expected;
      const codes = await take(tf.tidy(() => prototypeCodes(rows(golden.swav.scores), epsilon, iterations)));
      expect(relativeError(codes, expected.codes)).toBeLessThan(1e-4);
    },
  );

  it("SwAV's codes are finite for scores far apart and a tiny ε", async () => {
    const codes = await take(tf.tidy(() => prototypeCodes(tf.tensor2d([1, -1, 1, -1, -1, 1], [3, 2]), 1e-3, 3)));
    for (const value of codes) expect(value).toSatisfy(Number.isFinite);
    expect(codes[4] + codes[5]).toBeCloseTo(1, 5);
  });

  it.each(["first", "second", "third"].map((name, at) => [name, at] as const))(
    "SwAV has PyTorch's loss and its gradient to the %s view",
    async (name, at) => {
      const { views, targets } = golden.swav;
      const loss = (x: tf.Tensor) =>
        swappedPrediction(
          targets.map((target) => ({ q: rows(target), weights: null })),
          views.map((view, v) => tf.logSoftmax(tf.div(v === at ? (x as tf.Tensor2D) : rows(view), 0.1), 1)),
        );
      await agrees(golden.swav, name, views[at], [b, k], loss);
    },
  );

  it.each(["first", "second", "third"].map((name, at) => [name, at] as const))(
    "SwAV with weighed images has PyTorch's loss and its gradient to the %s view",
    async (name, at) => {
      const { views, targets, weighted } = golden.swav;
      const loss = (x: tf.Tensor) =>
        swappedPrediction(
          targets.map((target, t) => ({ q: rows(target), weights: tf.tensor1d([...weighted.weights[t]]) })),
          views.map((view, v) => tf.logSoftmax(tf.div(v === at ? (x as tf.Tensor2D) : rows(view), 0.1), 1)),
        );
      await agrees(weighted, name, views[at], [b, k], loss);
    },
  );

  describe("SimGCD", () => {
    const { features, labels, supCon, infoNce, student, meanEntropy } = golden.simgcd;

    it("has PyTorch's contrast of pictures with one label", () =>
      agrees(supCon, "features", features, [2 * b, d], (x) =>
        contrastOfSets(
          unit(x),
          sets((i, j) => labels[i] === labels[j]),
          supCon.temperature,
        ),
      ));

    it("has PyTorch's contrast of two views", () =>
      agrees(infoNce, "features", features, [2 * b, d], (x) =>
        contrastOfSets(
          unit(x),
          sets((i, j) => i === j),
          infoNce.temperature,
        ),
      ));

    it("leaves out rows that have no partner", async () => {
      const [some, without] = await take(
        tf.tidy(() => {
          const z = unit(tf.tensor2d([1, 0, 0.6, 0.8, 0, 1], [3, 2]));
          const pair = tf.tensor2d([0, 1, 0, 1, 0, 0, 0, 0, 0], [3, 3]);
          return tf.stack([contrastOfSets(z, pair, 1), contrastOfSets(z, tf.zeros([3, 3]), 1)]);
        }),
      );
      const of = (own: number, other: number) => Math.log(Math.exp(own) + Math.exp(other)) - own;
      expect(some).toBeCloseTo((of(0.6, 0) + of(0.6, 0.8)) / 2, 5);
      expect(without).toBeCloseTo(0, 12);
    });

    it("has PyTorch's mean entropy", () =>
      agrees(
        meanEntropy,
        "student",
        student,
        [2 * b, k],
        (x) => tf.add(clusterBalance(tf.softmax(tf.div(x, 0.1)) as tf.Tensor2D), Math.log(k)) as tf.Scalar,
      ));
  });
});
