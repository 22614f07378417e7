import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goldenValues } from "../../numerics/testing";
import { memoryInUse } from "../backend";
import { trainStep } from "../fit";
import { sgd } from "../optimizers";
import { relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { disposeVariables, restoreVariables, saveVariables } from "../variables";
import { batchNormalisation } from "./batch-normalisation";
import type { Layer } from "./dense";

/** Made by torch.nn.functional.batch_norm and autograd: scripts/golden/batch-normalisation.py. */
const golden = goldenValues<{
  momentum: number;
  epsilon: number;
  shape: [number, number, number, number];
  batches: number[][];
  scale: number[];
  shift: number[];
  weights: number[];
  trained: number[];
  gradients: { x: number[]; scale: number[]; shift: number[] };
  running: { mean: number[]; variance: number[] };
  evaluated: number[];
}>("batch-normalisation");

const batch = (i: number) => tf.tensor4d(golden.batches[i], golden.shape);

/** A layer with PyTorch's scale and shift. */
function layerOf({ scale, shift }: { scale: number[]; shift: number[] }): Layer {
  const layer = batchNormalisation(scale.length, golden);
  tf.tidy(() => {
    layer.variables.scale.assign(tf.tensor1d(scale));
    layer.variables.shift.assign(tf.tensor1d(shift));
  });
  return layer;
}

const everything = (layer: Layer) => ({ ...layer.variables, ...layer.statistics });
/** A training pass, its result let go. */
const pass = (layer: Layer, i: number) => tf.dispose(tf.tidy(() => layer.apply(batch(i), "training")));
const values = async (variable: tf.Variable | undefined) => Array.from((await variable?.data()) ?? []);

describe.each(["cpu", "wasm"] as const)("batch normalisation on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });
  let before = memoryInUse();
  beforeEach(() => {
    before = memoryInUse();
  });
  afterEach(() => expect(memoryInUse()).toEqual(before));

  it("is PyTorch's in training, with its gradients", async () => {
    const layer = layerOf(golden);
    const { scale, shift } = layer.variables;
    expect(relativeError(await take(tf.tidy(() => layer.apply(batch(0), "training"))), golden.trained)).toBeLessThan(1e-5);
    const gradients = tf.tidy(() => {
      const loss = (x: tf.Tensor) => tf.sum(tf.mul(layer.apply(x, "training"), tf.tensor4d(golden.weights, golden.shape)));
      return tf.grads(loss)([batch(0), scale, shift]);
    });
    for (const [i, name] of (["x", "scale", "shift"] as const).entries()) {
      expect(relativeError(await take(gradients[i]), golden.gradients[name])).toBeLessThan(1e-4);
    }
    disposeVariables(everything(layer));
  });

  it("remembers the moments of three passes, and uses them in inference", async () => {
    const layer = layerOf(golden);
    for (let i = 0; i < 3; i++) pass(layer, i);
    expect(relativeError(await values(layer.statistics?.mean), golden.running.mean)).toBeLessThan(1e-5);
    expect(relativeError(await values(layer.statistics?.variance), golden.running.variance)).toBeLessThan(1e-5);
    expect(relativeError(await take(tf.tidy(() => layer.apply(batch(0)))), golden.evaluated)).toBeLessThan(1e-5);
    disposeVariables(everything(layer));
  });

  it("remembers each part of a training step once, and its statistics are never trained", async () => {
    const layer = batchNormalisation(2, { momentum: 0.5 });
    const optimizer = sgd(layer.variables);
    const x = tf.tensor2d([1, 10, 3, 30, 5, 50, 7, 70], [4, 2]);
    const step = await trainStep(
      layer.variables,
      optimizer,
      0.1,
      (from, to) => {
        const total = tf.mean(tf.square(layer.apply(tf.slice(x, from, to - from), "training"))) as tf.Scalar;
        return { total, terms: {} };
      },
      { images: 4, atOnce: 2 },
    );
    await step.losses();
    // Means of the parts: (2, 20) and (6, 60); variances: (1, 100) both. 0 → 1 → 3.5, and 1 → 1 → 1 or 1 → 50.5 → 75.25.
    expect(await values(layer.statistics?.mean)).toEqual([3.5, 35]);
    expect(await values(layer.statistics?.variance)).toEqual([1, 75.25]);
    for (const one of [x, optimizer]) one.dispose();
    disposeVariables(everything(layer));
  });

  it("has a gradient in inference too, and remembers nothing there", async () => {
    const layer = layerOf(golden);
    const mean = await values(layer.statistics?.mean);
    const slopes = await take(tf.tidy(() => tf.grad((x) => tf.sum(layer.apply(x)))(batch(0))));
    // Running moments of 0 and 1 make it a mere scaling.
    const expected = slopes.map((_, i) => golden.scale[i % 5] / Math.sqrt(1 + golden.epsilon));
    expect(relativeError(slopes, expected)).toBeLessThan(1e-5);
    expect(await values(layer.statistics?.mean)).toEqual(mean);
    disposeVariables(everything(layer));
  });

  it("is restored with what it remembers", async () => {
    const layer = layerOf(golden);
    for (let i = 0; i < 2; i++) pass(layer, i);
    const restored = batchNormalisation(5, golden);
    restoreVariables(everything(restored), await saveVariables(everything(layer)));
    const outputs = await Promise.all([layer, restored].map((one) => take(tf.tidy(() => one.apply(batch(2))))));
    expect(outputs[1]).toEqual(outputs[0]);
    for (const one of [layer, restored]) disposeVariables(everything(one));
  });

  it("refuses another number of channels in a sentence", () => {
    const layer = batchNormalisation(4);
    expect(() => tf.tidy(() => layer.apply(tf.zeros([3, 5]), "training"))).toThrow("4 channels was given [3, 5]");
    disposeVariables(everything(layer));
  });
});
