import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goldenValues } from "../../numerics/testing";
import { memoryInUse } from "../backend";
import { fusedDense } from "../layers/fused";
import { lossFigures, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { reconstructionError } from "./reconstruction";
import { absoluteSparsity, activationSparsity } from "./sparsity";

/** By torch in double precision; the calls stand in scripts/golden/autoencoder-variants.py. */
const golden = goldenValues<{
  readonly absolute: { readonly codes: number[]; readonly value: number; readonly gradient: number[] };
  readonly activation: {
    readonly logits: number[];
    readonly of: readonly { readonly rho: number; readonly value: number; readonly gradient: number[] }[];
  };
  readonly denoising: Readonly<Record<"x" | "mask" | "w" | "b" | "v" | "c" | "gradientW" | "gradientV", number[]>> & {
    readonly value: number;
  };
}>("autoencoder-variants");

/** Value and gradient of `loss` at x [rows, cols] are torch's to 1e-4, and finite differences confirm the gradient. */
async function agrees(
  x: readonly number[],
  shape: [number, number],
  loss: (x: tf.Tensor2D) => tf.Scalar,
  value: number,
  expected: readonly number[],
): Promise<void> {
  const found = await lossFigures(x, shape, loss);
  expect(found.value / value).toBeCloseTo(1, 4);
  expect(relativeError(found.gradient, expected)).toBeLessThan(1e-4);
  expect(relativeError(found.gradient, found.numeric)).toBeLessThan(2e-2);
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

  it("prices the size of codes as z.abs().mean() does", async () => {
    const { codes, value, gradient } = golden.absolute;
    await agrees(codes, [7, 3], absoluteSparsity, value, gradient);
  });

  it.each(golden.activation.of)("measures how far activations are from $rho, with torch's gradient", async (expected) => {
    const { rho, value, gradient } = expected;
    await agrees(golden.activation.logits, [7, 3], (x) => activationSparsity(tf.sigmoid(x), rho), value, gradient);
  });

  it("is 0 where the mean activation is the wanted one, and finite where a unit never varies", async () => {
    expect((await take(tf.tidy(() => activationSparsity(tf.fill([5, 4], 0.25), 0.25))))[0]).toBeCloseTo(0, 6);
    for (const always of [0, 1])
      expect((await take(tf.tidy(() => activationSparsity(tf.fill([5, 4], always), 0.1))))[0]).toSatisfy(Number.isFinite);
  });

  it("learns to redraw the clean picture from the spoilt one by torch's gradient of mse_loss(net(x * mask), x)", async () => {
    const { x, mask, w, b, v, c, value, gradientW, gradientV } = golden.denoising;
    const loss = (weights: tf.Tensor2D, back: tf.Tensor2D) => {
      const clean = tf.tensor2d(x, [4, 5]);
      const spoilt = tf.mul(clean, tf.tensor2d(mask, [4, 5])) as tf.Tensor2D;
      const codes = fusedDense(spoilt, weights, tf.tensor1d(b), "relu");
      return reconstructionError(clean, fusedDense(codes, back, tf.tensor1d(c), "linear"));
    };
    await agrees(w, [5, 3], (weights) => loss(weights, tf.tensor2d(v, [3, 5])), value, gradientW);
    await agrees(v, [3, 5], (back) => loss(tf.tensor2d(w, [5, 3]), back), value, gradientV);
  });
});
