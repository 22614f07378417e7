import { beforeAll, expect, it } from "vitest";
import { startBackend, take } from "../../nn/testing";
import * as tf from "../../nn/tfjs";
import { FeatureQueue } from "./feature-queue";

beforeAll(async () => {
  await startBackend("wasm");
});

const column = (...values: number[]) => tf.tensor2d(values, [values.length, 1]);
const behind = (queue: FeatureQueue, value: number) => take(tf.tidy(() => tf.clone(queue.behind(column(value)))));
const add = (queue: FeatureQueue, ...values: number[]) => tf.tidy(() => queue.add(column(...values)));

it("stands behind a batch only once it is full, newest first, and forgets the oldest", async () => {
  const queue = new FeatureQueue(3, 1);
  add(queue, 1, 2);
  expect(await behind(queue, 9)).toEqual([9]);
  add(queue, 3);
  expect(await behind(queue, 9)).toEqual([9, 3, 1, 2]);
  add(queue, 4, 5, 6, 7);
  expect(await behind(queue, 9)).toEqual([9, 4, 5, 6]);
  queue.restore(0);
  expect(await behind(queue, 9)).toEqual([9]);
  queue.variable.dispose();
});
