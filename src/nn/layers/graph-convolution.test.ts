import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { fromTriplets, transpose } from "../../numerics/sparse-matrix";
import { goldenValues } from "../../numerics/testing";
import { type ResidentSparse, uploadSparse } from "../kernels/sparse-product";
import type { Activation } from "../native/native-module";
import { relativeError, startBackend, take, variableFigures } from "../testing";
import * as tf from "../tfjs";
import { createVariable } from "../variables";
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

const shapeOf = ({ inputs, outputs, x }: Layer) => ({ inputs, outputs, x });

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

  it.each(
    (["symmetric", "row"] as const).flatMap((normalisation) =>
      (["relu", "linear"] as const).flatMap((activation) =>
        // Weighs before the product with A, and after it.
        ([0, 1] as const).map((layer) => ({ normalisation, activation, ...shapeOf(golden.layers[layer]) })),
      ),
    ),
  )(
    "has the gradient of finite differences, of weights and input: $normalisation, $activation, $inputs to $outputs",
    async ({ normalisation, activation, inputs, outputs, x: values }) => {
      const adjacency = adjacencyOf(normalisation);
      const convolution = graphConvolution(inputs, outputs, activation, Rng.fromSeed(2));
      const x = createVariable(Float32Array.from(values), [n, inputs]);
      const loss = () => tf.sum(tf.square(convolution.apply(adjacency, x as unknown as tf.Tensor2D))) as tf.Scalar;
      const variables = { x, weights: convolution.variables.weights };
      for (const [name, { gradient, numeric }] of Object.entries(await variableFigures(variables, loss, 2e-3)))
        expect(relativeError(gradient, numeric), name).toBeLessThan(5e-3);
      tf.dispose(Object.values(variables));
      adjacency.dispose();
    },
  );
});
