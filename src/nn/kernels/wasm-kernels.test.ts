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
  { batch: 5, height: 11, width: 6, inChannels: 4, outChannels: 9, side: 3, stride: 1, pad: "same" },
  { batch: 1, height: 9, width: 13, inChannels: 8, outChannels: 5, side: 5, stride: 3, pad: "valid" },
  { batch: 3, height: 7, width: 7, inChannels: 12, outChannels: 20, side: 3, stride: 2, pad: "same" },
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

    it("and the convolution itself, with bias and ReLU, agree with cpu", async () => {
      const bias = draw(outChannels);
      const { cpu, wasm } = await onBoth(() => {
        const operands = { x: tf.tensor4d(x, imageShape), filter: tf.tensor4d(w, filterShape), strides: stride, pad };
        const plain = tf.conv2d(operands.x, operands.filter, stride, pad);
        const fused = tf.fused.conv2d({ ...operands, bias: tf.tensor(bias, [outChannels]), activation: "relu" });
        return tf.concat([tf.reshape(plain, [-1]), tf.reshape(fused, [-1])]);
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

describe("sums on wasm", () => {
  it("of a million values are right to seven digits, sums and means alike", async () => {
    await tf.setBackend("wasm");
    const count = 1_000_000;
    const sums = tf.tidy(() => {
      const x = tf.fill([count], 0.1);
      const rows = tf.reshape(x, [1000, 1000]);
      return tf.stack([tf.sum(x), tf.mul(tf.mean(x), count), tf.sum(tf.sum(rows, 0)), tf.sum(tf.sum(rows, 1))]);
    });
    // 0.1 in single precision is 0.100000001490116.
    for (const sum of await take(sums)) expect(Math.abs(sum - 100_000.00149)).toBeLessThan(0.1);
  });

  it.each([
    [[7], [0]],
    [[3, 5], [0]],
    [[3, 5], [1]],
    [
      [130, 3],
      [0, 1],
    ],
    [[2, 67, 5], [1]],
    [
      [4, 3, 2, 9],
      [0, 1, 2],
    ],
    [
      [4, 3, 2, 9],
      [1, 3],
    ],
    [[200, 1], [0]],
  ])("of %j over %j agree with cpu, kept axes too", async (shape, axes) => {
    const x = draw(tf.util.sizeFromShape(shape));
    for (const operation of [tf.sum, tf.mean]) {
      for (const keep of [false, true]) {
        let shapes: number[][] = [];
        const { cpu, wasm } = await onBoth(() => {
          const out = operation(tf.tensor(x, shape), axes, keep);
          shapes = [...shapes, out.shape];
          return out;
        });
        expect(relativeError(wasm, cpu)).toBeLessThan(1e-5);
        expect(shapes[1]).toEqual(shapes[0]);
      }
    }
  });
});

describe("identity on wasm", () => {
  it("shares its data with the original until both are gone", async () => {
    await tf.setBackend("wasm");
    const before = tf.memory();
    const x = tf.tensor1d([1, 2, 3]);
    const copy = tf.clone(x);
    x.dispose();
    const other = tf.tensor1d([7, 8, 9]);
    expect(await take(copy)).toEqual([1, 2, 3]);
    other.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
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
