import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { memoryInUse } from "./backend";
import { startBackend, take } from "./testing";
import * as tf from "./tfjs";
import { createVariable } from "./variables";
import { withoutGradient } from "./without-gradient";

let before = memoryInUse();
beforeAll(async () => {
  await startBackend("wasm");
});
beforeEach(() => {
  before = memoryInUse();
});
afterEach(() => expect(memoryInUse()).toEqual(before));

it("gives the value and stops the gradient, of everything that went into it", async () => {
  const w = createVariable(Float32Array.of(3, 5), [2]);
  const { value, grads } = tf.tidy(() =>
    tf.variableGrads(() => {
      const x = tf.tensor1d([1, 2]);
      const fixed = withoutGradient(() => tf.mul(tf.mul(x, w), w)); // [9, 50]
      return tf.sum(tf.mul(fixed, w)) as tf.Scalar; // 27 + 250
    }, [w]),
  );
  expect(await take(value)).toEqual([277]);
  // Without the stop: 3 x w².
  expect(await take(grads[w.name])).toEqual([9, 50]);
  w.dispose();
});

it("leaves the gradients of the same tensor's other uses", async () => {
  const gradient = tf.tidy(() =>
    tf.grad((x) =>
      tf.sum(
        tf.mul(
          x,
          withoutGradient(() => tf.square(x)),
        ),
      ),
    )(tf.tensor1d([2, 3])),
  );
  // x², where x³ would have 3 x².
  expect(await take(gradient)).toEqual([4, 9]);
});
