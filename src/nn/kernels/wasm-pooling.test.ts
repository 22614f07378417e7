import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { numericGradient, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";

const rng = Rng.fromSeed("pooling");
type Shape = [number, number, number, number];
const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** All different and far enough apart that a finite difference changes no maximum. */
const distinct = (count: number) => Float32Array.from(rng.permutation(count), (value) => 0.1 * value - 0.05 * count);
/** A weight for every output, none alike, so that no two places can be taken for each other. */
const weightsOf = (shape: number[]) =>
  tf.tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(1.7 * i) + 0.2),
    shape,
  );
const weighted = (y: tf.Tensor) => tf.sum(tf.mul(y, weightsOf(y.shape)));

type Pool = (x: tf.Tensor4D) => tf.Tensor4D;
const gradientOf = (pool: Pool, x: Float32Array, shape: Shape) =>
  take(tf.tidy(() => tf.grad((image) => weighted(pool(image as tf.Tensor4D)))(tf.tensor(x.slice(), shape))));
const numeric = (pool: Pool, x: Float32Array, shape: Shape) =>
  numericGradient([...x], async (values) => (await take(tf.tidy(() => weighted(pool(tf.tensor(values, shape))))))[0], 0.02);

/** Leaves memory behind that is not zero: a kernel that adds to what it finds there gives itself away. */
function spoilMemory(count: number): void {
  for (const tensor of Array.from({ length: 4 }, () => tf.fill([count], 1e9))) tensor.dispose();
}

beforeAll(async () => {
  await startBackend("cpu");
  await startBackend("wasm");
});

const windows = [
  { shape: [1, 4, 4, 1], filter: 2, stride: 2, pad: "valid" },
  { shape: [2, 5, 5, 3], filter: 3, stride: 2, pad: "same" },
  { shape: [3, 7, 6, 5], filter: 3, stride: 1, pad: "same" },
  { shape: [1, 5, 7, 8], filter: [2, 3], stride: [2, 1], pad: "valid" },
  { shape: [2, 6, 5, 2], filter: 2, stride: 3, pad: "valid" },
  { shape: [2, 3, 3, 4], filter: 5, stride: 2, pad: "same" },
  { shape: [1, 6, 6, 2], filter: 3, stride: 2, pad: 1 },
] as const;

describe.each(windows)("gradients of pooling, %o", ({ shape, filter, stride, pad }) => {
  const size = [...shape] as Shape;
  const x = distinct(sizeOf(size));
  const side = (typeof filter === "number" ? filter : [...filter]) as number | [number, number];
  const step = (typeof stride === "number" ? stride : [...stride]) as number | [number, number];
  const max: Pool = (image) => tf.maxPool(image, side, step, pad);
  const average: Pool = (image) => tf.avgPool(image, side, step, pad);

  it("of the maximum agrees with cpu and finite differences on wasm", async () => {
    await tf.setBackend("cpu");
    const cpu = await gradientOf(max, x, size);
    await tf.setBackend("wasm");
    spoilMemory(x.length);
    const wasm = await gradientOf(max, x, size);
    expect(relativeError(wasm, cpu)).toBeLessThan(1e-6);
    expect(relativeError(wasm, await numeric(max, x, size))).toBeLessThan(2e-3);
  });

  it.each(["cpu", "wasm"])("of the average agrees with finite differences on %s", async (backend) => {
    await tf.setBackend(backend);
    spoilMemory(x.length);
    expect(relativeError(await gradientOf(average, x, size), await numeric(average, x, size))).toBeLessThan(2e-3);
  });
});

describe("on wasm", () => {
  beforeAll(async () => {
    await tf.setBackend("wasm");
  });

  it("a larger batch has the gradients of cpu: [4, 14, 14, 8]", async () => {
    const shape: Shape = [4, 14, 14, 8];
    const x = distinct(sizeOf(shape));
    for (const pool of [
      (image: tf.Tensor4D) => tf.maxPool(image, 2, 2, "same"),
      (image: tf.Tensor4D) => tf.avgPool(image, 3, 2, "same"),
    ]) {
      await tf.setBackend("cpu");
      const cpu = await gradientOf(pool, x, shape);
      await tf.setBackend("wasm");
      spoilMemory(x.length);
      expect(relativeError(await gradientOf(pool, x, shape), cpu)).toBeLessThan(1e-6);
    }
  });

  it.each([1, 4, 6])("the last of equal values takes the gradient of a maximum, with %i channels", async (channels) => {
    const got = await take(
      tf.tidy(() => tf.grad((image) => tf.sum(tf.maxPool(image as tf.Tensor4D, 2, 1, "valid")))(tf.ones([1, 3, 3, channels]))),
    );
    const once = [0, 0, 0, 0, 1, 1, 0, 1, 1];
    expect(got).toEqual(once.flatMap((value) => Array.from({ length: channels }, () => value)));
  });
});
