import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { ImageShape } from "../../core/images";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../backend";
import { trainStep } from "../fit";
import { reconstructionError } from "../losses/reconstruction";
import { adam } from "../optimizers";
import { startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { restoreVariables, saveVariables } from "../variables";
import { type Autoencoder, createAutoencoder } from "./autoencoder";

const create = (shape: ImageShape, filters: readonly number[], seed: number, codeSize = 3) =>
  createAutoencoder({ network: "pooled", filters, widths: [], codeSize }, shape, Rng.fromSeed(seed));

beforeAll(async () => {
  await startBackend("wasm");
});
let before = memoryInUse();
beforeEach(() => {
  before = memoryInUse();
});
afterEach(() => expect(memoryInUse()).toEqual(before));

it.each([
  // Last, the values that the last convolution leaves: padded where 8 divides both sides, or where a side has less than 3 pixels.
  [16, 16, 1, 2 * 2],
  [28, 28, 1, 1],
  [32, 32, 3, 4 * 4],
  [55, 55, 3, 4 * 4],
  [17, 23, 1, 2 * 2],
  [24, 40, 3, 3 * 5],
  [96, 96, 3, 12 * 12],
  [5, 9, 1, 1],
] as const)("maps %i x %i x %i pictures to codes and back", (height, width, channels, places) => {
  const net = create({ count: 2, height, width, channels }, [2, 3, 4, 5], 1);
  expect(net.variables["encoder/code/weights"].shape).toEqual([places * 5, 3]);
  tf.tidy(() => {
    const codes = net.encoder.apply(tf.zeros([2, height, width, channels]));
    expect(codes.shape).toEqual([2, 3]);
    expect(net.decoder.apply(codes).shape).toEqual([2, height, width, channels]);
  });
  net.dispose();
});

it("has the size of the published network for 16 x 16 grey pictures", () => {
  const net = create({ count: 1, height: 16, width: 16, channels: 1 }, [32, 64, 128, 256], 1, 10);
  const sizeOf = (variables: Autoencoder["variables"]) => Object.values(variables).reduce((sum, { size }) => sum + size, 0);
  const convolutions = 9 * (32 + 32 * 64 + 64 * 128 + 128 * 256) + 480;
  const transposed = 9 * (256 * 128 + 128 * 64 + 64 * 32 + 32) + 225;
  const normalisation = 2 * (480 + 224);
  const dense = 2 * 1024 * 10 + 10 + 1024;
  expect(sizeOf(net.variables)).toBe(convolutions + transposed + normalisation + dense);
  expect(sizeOf(net.variables)).toBe(798_347);
  expect(sizeOf(net.statistics)).toBe(1408);
  expect(net.normalises).toBe(true);
  net.dispose();
});

it("is its stages one after the other", async () => {
  const net = create({ count: 2, height: 8, width: 8, channels: 1 }, [3, 4, 5], 2);
  const x = tf.ones([2, 8, 8, 1]);
  const whole = await take(tf.tidy(() => net.encoder.apply(x)));
  const staged = await take(tf.tidy(() => net.stages.reduce((value, stage) => stage.apply(value), x)));
  expect(staged).toEqual(whole);
  x.dispose();
  net.dispose();
});

/** Pictures whose only secret is where their bright half lies, and 40 steps on them in parts of four. */
async function train(): Promise<{ net: Autoencoder; history: number[]; batch: tf.Tensor }> {
  const shape: ImageShape = { count: 8, height: 8, width: 9, channels: 1 };
  const rng = Rng.fromSeed("pictures");
  const net = create(shape, [4, 6, 8], 7);
  const optimizer = adam(net.variables);
  const batch = tf.tensor(
    Float32Array.from({ length: 8 * 72 }, () => rng.uniform()),
    [8, 8, 9, 1],
  );
  const history: number[] = [];
  for (let i = 0; i < 40; i++) {
    const step = await trainStep(
      net.variables,
      optimizer,
      1e-2,
      (from, to) => {
        const part = tf.slice(batch, from, to - from);
        const output = net.decoder.apply(net.encoder.apply(part, "training"), "training");
        const error = reconstructionError(part, output);
        return { total: error, terms: { reconstruction: error } };
      },
      { images: 8, atOnce: 4 },
    );
    history.push((await step.losses()).total);
  }
  optimizer.dispose();
  return { net, history, batch };
}

it("learns, to the same bits every time, and is restored with its statistics", async () => {
  const runs = [await train(), await train()];
  const [{ net, history, batch }] = runs;
  expect(runs[1].history).toEqual(history);
  expect(history[39]).toBeLessThan(0.5 * history[0]);

  const all = { ...net.variables, ...net.statistics };
  const restored = create({ count: 8, height: 8, width: 9, channels: 1 }, [4, 6, 8], 8);
  restoreVariables({ ...restored.variables, ...restored.statistics }, await saveVariables(all));
  const codes = await Promise.all([net, restored].map((one) => take(tf.tidy(() => one.encoder.apply(batch)))));
  expect(codes[1]).toEqual(codes[0]);
  // Inference rests on what was remembered, which after 80 passes is near what training sees.
  const error = tf.tidy(() => reconstructionError(batch, net.decoder.apply(net.encoder.apply(batch))));
  expect((await take(error))[0]).toBeLessThan(history[0]);
  restored.dispose();
  for (const run of runs) for (const thing of [run.net, run.batch]) thing.dispose();
});
