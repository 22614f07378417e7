import { beforeAll, expect, it } from "vitest";
import { memoryInUse } from "./backend";
import { adam, sgd } from "./optimizers";
import { startBackend, take } from "./testing";
import * as tf from "./tfjs";
import { atTwoRates } from "./two-rates";
import { createVariable, disposeVariables } from "./variables";

beforeAll(async () => {
  await startBackend("cpu");
});

const pair = () => ({
  "head/weights": createVariable(Float32Array.of(1, 2), [2]),
  "encoder/weights": createVariable(Float32Array.of(1, 2), [2]),
});
const slopes = (variables: ReturnType<typeof pair>) =>
  Object.fromEntries(Object.keys(variables).map((name, i) => [name, tf.tensor1d([i + 1, -1])]));

it("takes steps of a share for the slow group, and of full length for the rest", async () => {
  const before = memoryInUse();
  const variables = pair();
  const slow = { variables: { "encoder/weights": variables["encoder/weights"] }, share: () => 0.1 };
  const optimizer = atTwoRates(variables, slow, (group) => sgd(group));
  tf.tidy(() => optimizer.apply(slopes(variables), 0.5));
  expect(await take(tf.clone(variables["head/weights"]))).toEqual([0.5, 2.5]);
  const [moved, other] = await take(tf.clone(variables["encoder/weights"]));
  expect(moved).toBeCloseTo(0.9, 6);
  expect(other).toBeCloseTo(2.05, 6);
  expect(optimizer.iteration).toBe(1);
  optimizer.dispose();
  disposeVariables(variables);
  expect(memoryInUse()).toEqual(before);
});

it("goes on from a saved state to the bit", async () => {
  const variables = pair();
  const slow = { variables: { "encoder/weights": variables["encoder/weights"] }, share: () => 0.1 };
  const [one, two] = [0, 1].map(() => atTwoRates(variables, slow, (group) => adam(group)));
  for (let i = 0; i < 3; i++) tf.tidy(() => one.apply(slopes(variables), 0.01));
  two.restore(await one.save());
  expect(await two.save()).toEqual(await one.save());
  expect(two.iteration).toBe(3);
  one.dispose();
  two.dispose();
  disposeVariables(variables);
});
