import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { numericGradient, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";

const rng = Rng.fromSeed("wasm kernels");
const draw = (count: number) => Float32Array.from({ length: count }, () => rng.between(-1, 1));

/** The same computation on the cpu backend and on wasm, as lists. */
async function onBoth(compute: () => tf.Tensor): Promise<{ cpu: number[]; wasm: number[] }> {
  await tf.setBackend("cpu");
  const cpu = await take(tf.tidy(compute));
  await tf.setBackend("wasm");
  const wasm = await take(tf.tidy(compute));
  return { cpu, wasm };
}

beforeAll(async () => {
  await startBackend("cpu");
  await startBackend("wasm");
});

describe("matrix product on wasm", () => {
  it.each([
    [1, 1, 1, 1],
    [1, 7, 5, 3],
    [3, 4, 33, 65],
    [1, 257, 31, 10],
  ])("agrees with cpu for every transposition: batch %i, %i x %i x %i", async (batch, m, k, n) => {
    for (const [transposeA, transposeB] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      const a = draw(batch * m * k);
      const b = draw(batch * k * n);
      const { cpu, wasm } = await onBoth(() =>
        tf.matMul(
          tf.tensor(a, transposeA ? [batch, k, m] : [batch, m, k]),
          tf.tensor(b, transposeB ? [batch, n, k] : [batch, k, n]),
          transposeA,
          transposeB,
        ),
      );
      expect(relativeError(wasm, cpu)).toBeLessThan(1e-5);
    }
  });
});

const convolutions = [
  { batch: 1, height: 5, width: 5, inChannels: 1, outChannels: 2, side: 3, stride: 1, pad: "valid" },
  { batch: 3, height: 7, width: 9, inChannels: 2, outChannels: 3, side: 3, stride: 2, pad: "same" },
  { batch: 2, height: 8, width: 8, inChannels: 3, outChannels: 4, side: 5, stride: 2, pad: "same" },
  { batch: 2, height: 6, width: 5, inChannels: 2, outChannels: 2, side: 1, stride: 1, pad: "valid" },
  { batch: 2, height: 4, width: 4, inChannels: 1, outChannels: 1, side: 5, stride: 2, pad: "same" },
] as const;

describe.each(convolutions)(
  "gradients of a convolution on wasm, %o",
  ({ batch, height, width, inChannels, outChannels, side, stride, pad }) => {
    const x = draw(batch * height * width * inChannels);
    const w = draw(side * side * inChannels * outChannels);
    const imageShape: [number, number, number, number] = [batch, height, width, inChannels];
    const filterShape: [number, number, number, number] = [side, side, inChannels, outChannels];
    const loss = (image: tf.Tensor4D, filter: tf.Tensor4D) => tf.sum(tf.square(tf.conv2d(image, filter, stride, pad)));

    it("to the filter and to the image agree with cpu", async () => {
      const { cpu, wasm } = await onBoth(() => {
        const [image, filter] = tf.grads(loss as (...xs: tf.Tensor[]) => tf.Tensor)([
          tf.tensor(x, imageShape),
          tf.tensor(w, filterShape),
        ]);
        return tf.concat([tf.reshape(image, [-1]), tf.reshape(filter, [-1])]);
      });
      expect(relativeError(wasm, cpu)).toBeLessThan(1e-5);
    });

    it("to the filter agrees with finite differences", async () => {
      await tf.setBackend("wasm");
      const exact = await take(
        tf.tidy(() => tf.grad((filter) => loss(tf.tensor(x, imageShape), filter as tf.Tensor4D))(tf.tensor(w, filterShape))),
      );
      const value = async (filter: Float32Array) =>
        (await take(tf.tidy(() => loss(tf.tensor(x, imageShape), tf.tensor(filter, filterShape)))))[0];
      expect(relativeError(exact, await numericGradient([...w], value))).toBeLessThan(5e-3);
    });
  },
);

describe("transposed convolution on wasm", () => {
  it("and its gradients agree with cpu, for a size that the stride does not divide", async () => {
    const x = draw(2 * 4 * 4 * 3);
    const w = draw(3 * 3 * 2 * 3);
    const { cpu, wasm } = await onBoth(() => {
      const apply = (image: tf.Tensor, filter: tf.Tensor) =>
        tf.conv2dTranspose(image as tf.Tensor4D, filter as tf.Tensor4D, [2, 7, 7, 2], 2, "same");
      const inputs = [tf.tensor(x, [2, 4, 4, 3]), tf.tensor(w, [3, 3, 2, 3])];
      const gradients = tf.grads((a, b) => tf.sum(tf.square(apply(a, b))))(inputs);
      return tf.concat([apply(inputs[0], inputs[1]), ...gradients].map((t) => tf.reshape(t, [-1])));
    });
    expect(relativeError(wasm, cpu)).toBeLessThan(1e-5);
  });
});

describe("segment sum on wasm", () => {
  it("is the gradient of gather, rows taken twice counted twice", async () => {
    const x = draw(6 * 3);
    const { cpu, wasm } = await onBoth(() => {
      const rows = tf.tensor1d([0, 2, 2, 5], "int32");
      return tf.grad((table) => tf.sum(tf.square(tf.gather(table, rows))))(tf.tensor(x, [6, 3]));
    });
    expect(wasm).toHaveLength(18);
    expect(relativeError(wasm, cpu)).toBeLessThan(1e-6);
  });
});
