import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { memoryInUse } from "./backend";
import { adam, type Optimizer, sgd } from "./optimizers";
import { startBackend } from "./testing";
import * as tf from "./tfjs";
import { atTwoRates } from "./two-rates";
import { createVariable, disposeVariables, readValues } from "./variables";

let before: unknown;
beforeAll(async () => {
  await startBackend("cpu");
});
beforeEach(() => {
  before = memoryInUse();
});
afterEach(() => expect(memoryInUse()).toEqual(before));

const fresh = () => ({
  "encoder/weights": createVariable(Float32Array.of(1, -2), [2]),
  "heads/weights": createVariable(Float32Array.of(3), [1]),
  "heads/running": createVariable(Float32Array.of(5), [1], false),
});
type Given = ReturnType<typeof fresh>;

const two = (given: Given, create: (part: Record<string, tf.Variable>) => Optimizer) =>
  atTwoRates(given, { variables: { "encoder/weights": given["encoder/weights"] }, share: () => 0.1 }, create);

/** Gradient of update i. */
function step(optimizer: Optimizer, i: number): void {
  tf.tidy(() => {
    const gradients = { "encoder/weights": tf.tensor1d([i + 1, 0.5]), "heads/weights": tf.tensor1d([2 - i]) };
    optimizer.apply(gradients, 0.2);
  });
}

const valuesOf = async (given: Given) => {
  const values: Record<string, number[]> = {};
  for (const [name, variable] of Object.entries(given)) values[name] = [...(await readValues(variable))];
  return values;
};

it("takes a share of the rate for the slow part, all of it for the rest, and leaves what is not trained", async () => {
  const given = fresh();
  const optimizer = two(given, (part) => sgd(part));
  step(optimizer, 0);
  const values = await valuesOf(given);
  expect(values["encoder/weights"][0]).toBeCloseTo(1 - 0.02 * 1, 6);
  expect(values["encoder/weights"][1]).toBeCloseTo(-2 - 0.02 * 0.5, 6);
  expect(values["heads/weights"][0]).toBeCloseTo(3 - 0.2 * 2, 6);
  expect(values["heads/running"]).toEqual([5]);
  expect(optimizer.iteration).toBe(1);
  optimizer.dispose();
  disposeVariables(given);
});

it("goes on to the bit from what it saved", async () => {
  const [straight, resumed] = [fresh(), fresh()];
  const one = two(straight, (part) => adam(part));
  for (let i = 0; i < 4; i++) step(one, i);
  const first = two(resumed, (part) => adam(part));
  for (let i = 0; i < 2; i++) step(first, i);
  const saved = structuredClone(await first.save());
  first.dispose();
  const second = two(resumed, (part) => adam(part));
  second.restore(saved);
  for (let i = 2; i < 4; i++) step(second, i);
  expect(await valuesOf(resumed)).toEqual(await valuesOf(straight));
  expect(second.iteration).toBe(4);
  for (const optimizer of [one, second]) optimizer.dispose();
  for (const given of [straight, resumed]) disposeVariables(given);
});
