import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goldenValues } from "../../numerics/testing";
import { memoryInUse } from "../backend";
import { lossFigures, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { directedClusterContrast } from "./directed-cluster-contrast";
import { type ContrastOptions, supervisedContrast } from "./supervised-contrast";
import { viewDisagreement } from "./view-agreement";
import { weightedCentreDistance } from "./weighted-centres";

type Name = "codes" | "moved" | "centres" | "logits" | "partners";
interface Term {
  readonly value: number;
  readonly gradients: Readonly<Record<string, number[]>>;
}
interface Golden {
  readonly shapes: Readonly<Record<Name, number[]>>;
  readonly inputs: Readonly<Record<Name, number[]>>;
  readonly positives: number[];
  readonly negatives: number[];
  readonly contrast: readonly (Term & ContrastOptions & { readonly kept: number })[];
  readonly disagreement: Term;
  readonly weights: number[];
  readonly centre: Term;
  readonly clusters: readonly (Term & { readonly temperature: number })[];
}

/** Made by PyTorch in double precision; the calls stand in scripts/golden/spicc.py. */
const golden = goldenValues<Golden>("spicc");
const { shapes, inputs } = golden;
const table = (values: ArrayLike<number>, [rows, cols]: number[]) => tf.tensor2d(Float32Array.from(values), [rows, cols]);
const given = (name: Name) => table(inputs[name], shapes[name]);
const [b, k] = shapes.logits;
const masks = () => ({
  positives: tf.tensor2d(golden.positives, [b, b], "float32"),
  negatives: tf.tensor2d(golden.negatives, [b, b], "float32"),
});

/** Value and gradient are PyTorch's to 1e-4, and finite differences confirm the gradient. */
async function agrees(term: Term, name: Name, loss: (x: tf.Tensor2D) => tf.Scalar, step = 1e-2) {
  const { value, gradient, numeric } = await lossFigures(inputs[name], shapes[name], loss, step);
  expect(value / term.value).toBeCloseTo(1, 4);
  expect(relativeError(gradient, term.gradients[name])).toBeLessThan(1e-4);
  expect(relativeError(gradient, numeric)).toBeLessThan(1e-2);
}

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  let before: unknown;
  beforeAll(async () => {
    await startBackend(backend);
  });
  beforeEach(() => {
    before = memoryInUse();
  });
  afterEach(() => expect(memoryInUse()).toEqual(before));

  it.each(golden.contrast)("contrast over sets is PyTorch's with τ $temperature against $against", async (term) => {
    // An image has no positive, so that it is left out.
    expect(term.kept).toBeLessThan(b);
    await agrees(term, "logits", (logits) => supervisedContrast(tf.softmax(logits), masks(), term));
  });

  it.each(["both", "negatives"] as const)(
    "contrast against %s is 0 and has no gradient where nothing can be compared",
    async (against) => {
      const none = () => ({ positives: tf.eye(b) as tf.Tensor2D, negatives: tf.zeros([b, b]) as tf.Tensor2D });
      const loss = (x: tf.Tensor) => supervisedContrast(x as tf.Tensor2D, none(), { temperature: 0.5, against });
      const { value, grad } = tf.tidy(() => tf.valueAndGrad(loss)(tf.zeros([b, k])));
      expect(await take(value)).toEqual([0]);
      expect((await take(grad)).every((slope) => slope === 0)).toBe(true);
    },
  );

  it("views that disagree are PyTorch's, to both sides", async () => {
    await agrees(golden.disagreement, "codes", (z) => viewDisagreement(z, given("moved")));
    await agrees(golden.disagreement, "moved", (z) => viewDisagreement(given("codes"), z));
  });

  it("a code of zeros has no direction and a finite slope", async () => {
    const slope = tf.tidy(() => tf.grad((z) => viewDisagreement(z as tf.Tensor2D, given("moved")))(tf.mul(given("codes"), 0)));
    for (const value of await take(slope)) expect(value).toSatisfy(Number.isFinite);
  });

  it("the weighted distance to centres is PyTorch's", async () => {
    const weights = () => tf.tensor2d(golden.weights, [b, k]);
    await agrees(golden.centre, "codes", (z) => weightedCentreDistance(z, weights(), given("centres")));
  });

  it.each(golden.clusters)("the one-way contrast of clusters is PyTorch's with τ $temperature, to both sides", async (term) => {
    const { temperature } = term;
    const soft = (x: tf.Tensor2D) => tf.softmax(x) as tf.Tensor2D;
    await agrees(term, "logits", (x) => directedClusterContrast(soft(x), soft(given("partners")), temperature));
    await agrees(term, "partners", (x) => directedClusterContrast(soft(given("logits")), soft(x), temperature));
  });
});
