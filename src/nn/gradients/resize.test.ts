import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { numericGradient, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";

const rng = Rng.fromSeed("resizing");
const shape = [2, 3, 4, 2];
const x = Float32Array.from({ length: 48 }, () => rng.between(-1, 1));

const sizes: readonly [number, number][] = [
  [6, 8],
  [7, 5],
  [2, 3],
  [1, 1],
];
const corners = [
  { align: false, half: false },
  { align: true, half: false },
  { align: false, half: true },
];

describe.each(["cpu", "wasm"] as const)("gradients of resizing on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });

  it.each(corners.flatMap(({ align, half }) => sizes.map((size) => ({ align, half, size }))))(
    "agree with finite differences, %o",
    async ({ align, half, size }) => {
      const weights = Float32Array.from({ length: 2 * size[0] * size[1] * 2 }, (_, i) => Math.sin(1.7 * i) + 0.2);
      for (const resize of [tf.image.resizeNearestNeighbor, tf.image.resizeBilinear]) {
        const loss = (images: tf.Tensor) =>
          tf.sum(tf.mul(resize(images as tf.Tensor4D, size, align, half), tf.tensor(weights, [2, ...size, 2])));
        const exact = await take(tf.tidy(() => tf.grad(loss)(tf.tensor(x.slice(), shape))));
        const value = async (values: Float32Array) => (await take(tf.tidy(() => loss(tf.tensor(values, shape)))))[0];
        expect(relativeError(exact, await numericGradient([...x], value, 0.1))).toBeLessThan(1e-3);
      }
    },
  );
});
