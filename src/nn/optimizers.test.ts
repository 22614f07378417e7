import { afterEach, describe, expect, it } from "vitest";
import { memoryInUse } from "./backend";
import { adam, type Optimizer, sgd } from "./optimizers";
import { relativeError, startBackend } from "./testing";
import * as tf from "./tfjs";
import { createVariable, readValues, saveVariables } from "./variables";

const makers: Record<string, (variables: Record<string, tf.Variable>) => Optimizer> = {
  adam: (variables) => adam(variables),
  sgd: (variables) => sgd(variables, { momentum: 0.9 }),
  "sgd without momentum": (variables) => sgd(variables),
};

/** Applies `count` steps whose gradient is the weights themselves, as for the loss ½‖w‖². */
function descend(optimizer: Optimizer, w: tf.Variable, count: number): void {
  for (let i = 0; i < count; i++) tf.tidy(() => optimizer.apply({ w: tf.clone(w) }, 0.1));
}

const start = Float32Array.from([1, -2, 0.5]);
let before = { tensors: 0, bytes: 0 };
afterEach(() => expect(memoryInUse()).toEqual(before));

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  it.each(Object.keys(makers))("%s goes on from its saved state as if it had never stopped", async (name) => {
    await startBackend(backend);
    before = memoryInUse();
    const straight = createVariable(start, [3]);
    const one = makers[name]({ w: straight });
    descend(one, straight, 6);

    const first = createVariable(start, [3]);
    const two = makers[name]({ w: first });
    descend(two, first, 3);
    const saved = { weights: await saveVariables({ w: first }), optimizer: await two.save() };
    two.dispose();
    const second = createVariable(saved.weights.w.data, [3]);
    const three = makers[name]({ w: second });
    three.restore(saved.optimizer);
    descend(three, second, 3);

    expect(await readValues(second)).toEqual(await readValues(straight));
    for (const variable of [straight, first, second]) variable.dispose();
    for (const optimizer of [one, three]) optimizer.dispose();
  });
});

it("Adam's first steps are those of the paper's algorithm, on every backend", async () => {
  // Worked by hand from Kingma and Ba, algorithm 1, w = [1, -2, 0.5], g = w, η = 0.1, in double precision:
  const w = [...start].map(Number);
  const m = [0, 0, 0];
  const v = [0, 0, 0];
  for (let t = 1; t <= 5; t++) {
    for (let i = 0; i < 3; i++) {
      m[i] = 0.9 * m[i] + 0.1 * w[i];
      v[i] = 0.999 * v[i] + 0.001 * w[i] ** 2;
      w[i] -= (0.1 * (m[i] / (1 - 0.9 ** t))) / (Math.sqrt(v[i] / (1 - 0.999 ** t)) + 1e-7);
    }
  }
  for (const backend of ["cpu", "wasm"] as const) {
    await startBackend(backend);
    before = memoryInUse();
    const variable = createVariable(start, [3]);
    const optimizer = adam({ w: variable });
    descend(optimizer, variable, 5);
    expect(relativeError([...(await readValues(variable))], w)).toBeLessThan(1e-5);
    variable.dispose();
    optimizer.dispose();
  }
});

it("new weights are used by the next product on wasm, whose kernels keep packed copies", async () => {
  await startBackend("wasm");
  before = memoryInUse();
  const variable = createVariable(Float32Array.from([1, 0, 0, 1]), [2, 2]);
  const optimizer = adam({ w: variable });
  const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const product = async () => {
    const y = tf.matMul(x, variable as unknown as tf.Tensor2D);
    const values = [...(await y.data())];
    y.dispose();
    return values;
  };
  expect(await product()).toEqual([1, 2, 3, 4]);
  tf.tidy(() => optimizer.apply({ w: tf.ones([2, 2]) }, 1));
  // Adam's first step is η in every coordinate, whatever the gradient's size: w = [0, -1, -1, 0].
  expect(relativeError(await product(), [-2, -1, -4, -3])).toBeLessThan(1e-5);
  for (const thing of [variable, optimizer, x]) thing.dispose();
});
