import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { fromTriplets, transpose } from "../../numerics/sparse-matrix";
import { goldenValues } from "../../numerics/testing";
import { type ResidentSparse, uploadSparse } from "../kernels/sparse-product";
import type { Activation } from "../native/native-module";
import { numericGradient, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { graphConvolution } from "./graph-convolution";

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: Activation;
  readonly normalisation: "symmetric" | "row";
  readonly x: number[];
  readonly weights: number[];
  readonly slope: number[];
  readonly out: number[];
  readonly toX: number[];
  readonly toWeights: number[];
}
const golden = goldenValues<{ chosen: number[][]; normalised: Record<string, number[]>; layers: Layer[] }>("graph-convolution");
const n = golden.chosen.length;

/** The golden adjacency on the device; dense values, since this is about layers. */
function adjacencyOf(normalisation: string): ResidentSparse {
  const places = [...Array(n * n).keys()].filter((at) => golden.normalised[normalisation][at] !== 0);
  const matrix = fromTriplets(n, n, {
    rows: Int32Array.from(places, (at) => Math.floor(at / n)),
    columns: Int32Array.from(places, (at) => at % n),
    values: Float64Array.from(places, (at) => golden.normalised[normalisation][at]),
  });
  return uploadSparse(matrix, transpose(matrix));
}

let before = 0;
beforeAll(async () => {
  await startBackend("wasm");
});
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors).toBe(before));

describe("a graph convolution", () => {
  // scripts/golden/graph-convolution.py: torch.sparse.mm(A, x @ W) and ReLU, with autograd's gradients.
  it.each(golden.layers)("of $inputs values to $outputs, $activation, is PyTorch's, with both gradients", async (layer) => {
    const { inputs, outputs, activation, normalisation } = layer;
    const adjacency = adjacencyOf(normalisation);
    const convolution = graphConvolution(inputs, outputs, activation, Rng.fromSeed(1));
    const { weights } = convolution.variables;
    tf.tidy(() => weights.assign(tf.tensor2d(layer.weights, [inputs, outputs])));
    expect(convolution.width).toBe(Math.min(inputs, outputs));
    const x = tf.tensor2d(layer.x, [n, inputs]);
    const slope = tf.tensor2d(layer.slope, [n, outputs]);
    expect(relativeError(await take(tf.tidy(() => convolution.apply(adjacency, x))), layer.out)).toBeLessThan(1e-6);
    const [toX, toWeights] = tf.tidy(() => tf.grads((h) => convolution.apply(adjacency, h as tf.Tensor2D))([x, weights], slope));
    expect(relativeError(await take(toX), layer.toX)).toBeLessThan(1e-6);
    expect(relativeError(await take(toWeights), layer.toWeights)).toBeLessThan(1e-6);
    tf.dispose([x, slope, weights]);
    adjacency.dispose();
  });

  it("has the gradient of finite differences in its weights", async () => {
    const adjacency = adjacencyOf("row");
    const { x: values, inputs, outputs } = golden.layers[0];
    const convolution = graphConvolution(inputs, outputs, "linear", Rng.fromSeed(2));
    const { weights } = convolution.variables;
    const x = tf.tensor2d(values, [n, inputs]);
    const loss = () => tf.sum(tf.square(convolution.apply(adjacency, x))) as tf.Scalar;
    const exact = await take(tf.tidy(() => tf.variableGrads(loss, [weights]).grads[weights.name]));
    const start = [...(await weights.data())];
    const at = async (changed: Float32Array) => {
      tf.tidy(() => weights.assign(tf.tensor2d(changed, [inputs, outputs])));
      return (await take(tf.tidy(loss)))[0];
    };
    expect(relativeError(exact, await numericGradient(start, at))).toBeLessThan(2e-3);
    tf.dispose([x, weights]);
    adjacency.dispose();
  });
});
