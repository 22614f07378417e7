import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../backend";
import { createAutoencoder } from "../encoders/autoencoder";
import { relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { uniform } from "./data";
import { profileKernels } from "./kernel-profile";
import { prepareOurs } from "./ours";
import { prepareStock } from "./stock";
import { filterGradient } from "./stock-filter-gradient";
import { stockNetwork } from "./stock-network";
import { unwatched, type Work } from "./work";

beforeAll(async () => {
  await startBackend("wasm");
});

const convolutional = { side: 14, filters: [3, 4, 5], codeSize: 2, batch: 4 };
const works: readonly Work[] = [
  // 36 is a square picture, 10 is none.
  { kind: "dense step", widths: [36, 8, 3], batch: 4 },
  { kind: "dense step", widths: [10, 2], batch: 1 },
  { kind: "convolutional step", ...convolutional },
  { kind: "IDEC step", ...convolutional, clusters: 3 },
  { kind: "Adam update", widths: [10, 4, 2] },
  { kind: "product", m: 3, n: 4, depth: 5, transposeA: true, transposeB: true },
  { kind: "convolution", pass: "forward", batch: 2, side: 5, inChannels: 2, outChannels: 3, filter: 3, stride: 2 },
  { kind: "convolution", pass: "to input", batch: 2, side: 5, inChannels: 2, outChannels: 3, filter: 3, stride: 2 },
  { kind: "convolution", pass: "to filter", batch: 2, side: 5, inChannels: 2, outChannels: 3, filter: 3, stride: 2 },
  { kind: "neighbours", count: 20, dimensions: 3, k: 4 },
];

describe.each(works)("$kind $pass", (work) => {
  const sides = { ours: prepareOurs, ...(work.kind === "neighbours" ? {} : { stock: prepareStock }) };
  it.each(Object.entries(sides))("repeats without leaving tensors behind, and gives all back: %s", async (_, prepare) => {
    const before = memoryInUse().tensors;
    const prepared = await prepare(work);
    // An optimiser makes its memory in its first step.
    await prepared.once(unwatched);
    const during = memoryInUse();
    for (let i = 0; i < 5; i++) await prepared.once(unwatched);
    expect(memoryInUse()).toEqual(during);
    prepared.dispose();
    expect(memoryInUse().tensors).toBe(before);
  });
});

it("compares networks with the same weights in number and shape", () => {
  const { side, filters, codeSize } = convolutional;
  const options = { network: "convolutional", filters, widths: [], codeSize } as const;
  const ours = createAutoencoder(options, { count: 0, height: side, width: side, channels: 1 }, Rng.fromSeed(1));
  const stock = stockNetwork(convolutional, Rng.fromSeed(1));
  const shapes = (variables: readonly tf.Variable[]) => variables.map(({ shape }) => shape.join(" × ")).sort();
  expect(shapes(stock.variables)).toEqual(shapes(Object.values(ours.variables)));
  const x = tf.zeros([2, side, side, 1]) as tf.Tensor4D;
  const y = tf.tidy(() => stock.decode(stock.encode(x)));
  expect(y.shape).toEqual(x.shape);
  tf.dispose([x, y, stock.variables]);
  ours.dispose();
});

describe("the kernel that completes stock tfjs", () => {
  it.each([
    [6, 5, 2, "same"],
    [7, 5, 2, "same"],
    [5, 3, 1, "valid"],
    [1, 3, 2, "same"],
  ] as const)("is the filter's gradient: side %i, filter %i, stride %i, %s", async (side, filter, stride, pad) => {
    const rng = Rng.fromSeed("completed");
    const tensor = (shape: [number, number, number, number]) =>
      tf.tensor4d(
        uniform(
          shape.reduce((a, b) => a * b),
          -1,
          1,
          rng,
        ),
        shape,
      );
    const x = tensor([3, side, side, 2]);
    const w = tensor([filter, filter, 2, 4]);
    const convolve = (weights: tf.Tensor) => tf.conv2d(x, weights as tf.Tensor4D, stride, pad);
    const y = convolve(w);
    const dy = tensor(y.shape as [number, number, number, number]);
    const expected = await take(tf.tidy(() => tf.grad(convolve)(w, dy)));
    const got = await take(tf.tidy(() => filterGradient(x, dy, { filterShape: w.shape, strides: stride, pad })));
    expect(relativeError(got, expected)).toBeLessThan(1e-5);
    tf.dispose([x, w, y, dy]);
  });
});

describe("a profile", () => {
  it("shares the time out to kernels, inner time taken off, and takes its clocks away", async () => {
    let time = 0;
    // Every look at the clock takes one: a kernel alone takes one, whatever is around it the rest.
    const now = () => time++;
    const a = tf.tensor1d([1, 2]);
    const work = {
      async once(around: typeof unwatched) {
        tf.square(a).dispose();
        around("Adam", () => tf.square(a)).dispose();
      },
      dispose() {},
    };
    const kernel = tf.getKernel(tf.Square, "wasm").kernelFunc;
    const profile = await profileKernels(work, 2, now);
    expect(tf.getKernel(tf.Square, "wasm").kernelFunc).toBe(kernel);
    expect(profile.kernels).toHaveLength(3);
    expect(profile.kernels).toEqual(
      expect.arrayContaining([
        { name: "Square", calls: 1, ms: 1 },
        { name: "Adam: Square", calls: 1, ms: 1 },
        // Three from its begin to its end, one of them the kernel's.
        { name: "Adam", calls: 1, ms: 2 },
      ]),
    );
    expect(profile.ms).toBe((2 * 6 + 1) / 2);
    a.dispose();
  });
});
