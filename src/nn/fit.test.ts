import { beforeAll, expect, it } from "vitest";
import { Rng } from "../core/rng";
import { memoryInUse } from "./backend";
import { type Loss, MeanLosses, trainStep } from "./fit";
import { sgd } from "./optimizers";
import { relativeError, startBackend } from "./testing";
import * as tf from "./tfjs";
import { createVariable, readValues } from "./variables";

const rng = Rng.fromSeed("fit");
const [images, inputs] = [23, 5];
const x = Float32Array.from({ length: images * inputs }, () => rng.between(-1, 1));
const start = Float32Array.from({ length: inputs }, () => rng.between(-1, 1));

beforeAll(async () => {
  await startBackend("wasm");
});

/** One step of least squares towards 1, in parts of at most `atOnce`: weights and losses after it, and the parts asked for. */
async function step(atOnce: number) {
  const parts: [number, number][] = [];
  const data = tf.tensor2d(x.slice(), [images, inputs]);
  const w = createVariable(start, [inputs, 1]);
  const optimizer = sgd({ w });
  const loss = (from: number, to: number): Loss => {
    parts.push([from, to]);
    const rows = tf.slice(data, from, to - from);
    const error = tf.sub(tf.matMul(rows, w as unknown as tf.Tensor2D), 1);
    const total = tf.mean(tf.square(error)) as tf.Scalar;
    return { total, terms: { bias: tf.mean(error) as tf.Scalar } };
  };
  const done = await trainStep({ w }, optimizer, 0.1, loss, { images, atOnce });
  const result = { parts, losses: await done.losses(), weights: [...(await readValues(w))] };
  for (const thing of [data, w, optimizer]) thing.dispose();
  return result;
}

it("a step in parts is the step of the whole batch, and leaves nothing behind", async () => {
  const before = memoryInUse();
  const whole = await step(Number.POSITIVE_INFINITY);
  expect(whole.parts).toEqual([[0, 23]]);
  expect(whole.losses.total).toBeGreaterThan(0);
  for (const atOnce of [23, 22, 8, 1]) {
    const parted = await step(atOnce);
    expect(parted.parts.every(([from, to]) => to - from <= atOnce && to > from)).toBe(true);
    expect(parted.parts.map(([from]) => from)).toEqual([0, ...parted.parts.slice(0, -1).map(([, to]) => to)]);
    expect(parted.parts.at(-1)?.[1]).toBe(images);
    expect(relativeError(parted.weights, whole.weights)).toBeLessThan(1e-5);
    expect(Math.abs(parted.losses.total - whole.losses.total)).toBeLessThan(1e-5);
    expect(Math.abs(parted.losses.bias - whole.losses.bias)).toBeLessThan(1e-5);
  }
  expect(memoryInUse()).toEqual(before);
});

it("means of losses are weighted by images, and read in the order of the steps", async () => {
  const means = new MeanLosses();
  const w = createVariable(Float32Array.from([1]), [1]);
  const optimizer = sgd({ w });
  for (const [value, count] of [
    [1, 10],
    [4, 5],
    [10, 1],
  ]) {
    const loss = (): Loss => ({ total: tf.sum(tf.mul(w, value)) as tf.Scalar, terms: {} });
    await means.add(await trainStep({ w }, optimizer, 0, loss), count);
  }
  expect((await means.means()).total).toBeCloseTo((1 * 10 + 4 * 5 + 10) / 16, 6);
  w.dispose();
  optimizer.dispose();
});
