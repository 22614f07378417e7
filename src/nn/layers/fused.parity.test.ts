import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { numericGradient, relativeError, startBackend, take, testedBackends } from "../testing";
import * as tf from "../tfjs";
import { fusedConvolution, fusedDense, fusedTransposedConvolution } from "./fused";

const rng = Rng.fromSeed("fused layers");
const draw = (shape: readonly number[]) =>
  Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => rng.between(-1, 1));

interface Case {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly fused: (inputs: tf.Tensor[]) => tf.Tensor;
  /** The same of plain operations, without the activation. */
  readonly plain: (inputs: tf.Tensor[]) => tf.Tensor;
}

const cases: Case[] = (["relu", "linear"] as const).flatMap((activation) => [
  {
    name: `dense, ${activation}`,
    shapes: [[3, 5], [5, 7], [7]],
    fused: ([x, w, b]) => fusedDense(x as tf.Tensor2D, w, b, activation),
    plain: ([x, w, b]) => tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b),
  },
  {
    name: `convolution, ${activation}`,
    shapes: [[2, 5, 6, 3], [3, 3, 3, 4], [4]],
    fused: ([x, w, b]) => fusedConvolution(x as tf.Tensor4D, w, b, 2, activation),
    plain: ([x, w, b]) => tf.add(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "same"), b),
  },
  {
    name: `convolution without padding, ${activation}`,
    shapes: [[2, 4, 3, 2], [3, 3, 2, 3], [3]],
    fused: ([x, w, b]) => fusedConvolution(x as tf.Tensor4D, w, b, 1, activation, "valid"),
    plain: ([x, w, b]) => tf.add(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "valid"), b),
  },
  {
    name: `transposed convolution, ${activation}`,
    shapes: [[2, 3, 4, 3], [3, 3, 2, 3], [2]],
    fused: ([x, w, b]) => fusedTransposedConvolution(x as tf.Tensor4D, w, b, [2, 5, 7, 2], 2, activation),
    plain: ([x, w, b]) => tf.add(tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [2, 5, 7, 2], 2, "same"), b),
  },
]);

describe.each(testedBackends)("fused layers on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });

  it.each(cases)("$name is what its parts make", async ({ name, shapes, fused, plain }) => {
    const values = shapes.map(draw);
    const run = (f: Case["fused"]) => take(tf.tidy(() => f(values.map((value, i) => tf.tensor(value, [...shapes[i]])))));
    const expected = await run(plain);
    const activated = name.endsWith("relu") ? expected.map((value) => Math.max(0, value)) : expected;
    expect(relativeError(await run(fused), activated)).toBeLessThan(1e-5);
  });

  it.each(cases)("$name has the gradients of finite differences, to each input", async ({ shapes, fused }) => {
    const values = shapes.map(draw);
    const inputs = () => values.map((value, i) => tf.tensor(value, [...shapes[i]]));
    // The square gives every output another weight; biases keep it away from ReLU's corner well enough for the tolerance.
    const loss = (...xs: tf.Tensor[]) => tf.sum(tf.square(fused(xs)));
    for (const [place, value] of values.entries()) {
      const exact = await take(tf.tidy(() => tf.grads(loss)(inputs())[place]));
      const at = async (changed: Float32Array) =>
        (await take(tf.tidy(() => loss(...inputs().map((x, i) => (i === place ? tf.tensor(changed, x.shape) : x))))))[0];
      expect(relativeError(exact, await numericGradient([...value], at))).toBeLessThan(1e-2);
    }
  });
});
