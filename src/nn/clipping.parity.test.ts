import { afterEach, describe, expect, it } from "vitest";
import { Rng } from "../core/rng";
import { memoryInUse } from "./backend";
import { type Clipping, clipByGlobalNorm, clipByValue, type Gradients, globalNorm, withClipping } from "./clipping";
import { sgd } from "./optimizers";
import { relativeError, startBackend, take, testedBackends } from "./testing";
import * as tf from "./tfjs";
import { createVariable, readValues } from "./variables";

let before = { tensors: 0, bytes: 0 };
afterEach(() => expect(memoryInUse()).toEqual(before));

/** Values of every gradient that `change` gives, one list. */
async function clipped(values: Record<string, [number[], number[]]>, change: (gradients: Gradients) => Gradients) {
  const flat = tf.tidy(() => {
    const gradients = Object.fromEntries(Object.entries(values).map(([name, [data, shape]]) => [name, tf.tensor(data, shape)]));
    return tf.concat(Object.values(change(gradients)).map((gradient) => tf.reshape(gradient, [-1])));
  });
  return take(flat);
}

describe.each(testedBackends)("clipping on %s", (backend) => {
  const two: Record<string, [number[], number[]]> = {
    w: [
      [3, -4, 1, 0],
      [2, 2],
    ],
    b: [[2, -2], [2]],
  };

  it("scales all gradients together to the norm asked for", async () => {
    await startBackend(backend);
    before = memoryInUse();
    // torch 1.13: clip_grad_norm_ of parameters with these gradients, max_norm=1.5, which returned 5.830951894845301
    const torch = [0.7717435007883713, -1.028991334384495, 0.25724783359612374, 0, 0.5144956671922475, -0.5144956671922475];
    expect(relativeError(await clipped(two, (g) => clipByGlobalNorm(g, 1.5)), torch)).toBeLessThan(1e-6);
    expect(await clipped(two, (g) => ({ norm: globalNorm(g) }))).toEqual([expect.closeTo(5.830951894845301, 5)]);
  });

  it("leaves small gradients as they are, to the last bit", async () => {
    await startBackend(backend);
    before = memoryInUse();
    expect(await clipped(two, (g) => clipByGlobalNorm(g, 6))).toEqual([3, -4, 1, 0, 2, -2]);
    expect(await clipped({ w: [[0, 0, 0], [3]] }, (g) => clipByGlobalNorm(g, 1))).toEqual([0, 0, 0]);
  });

  it("sums many values of any shape, scalars too", async () => {
    await startBackend(backend);
    before = memoryInUse();
    const rng = Rng.fromSeed(3);
    const large = Float32Array.from({ length: 3 * 401 * 127 }, () => rng.normal());
    const norm = Math.sqrt(large.reduce((sum, value) => sum + value * value, 4));
    const many: Record<string, [number[], number[]]> = { w: [[...large], [3, 401, 127]], s: [[2], []] };
    expect(relativeError(await clipped(many, (g) => ({ norm: globalNorm(g) })), [norm])).toBeLessThan(1e-5);
    expect(await take(tf.tidy(() => globalNorm({})))).toEqual([0]);
  });

  it("cuts entries off at a value", async () => {
    await startBackend(backend);
    before = memoryInUse();
    expect(await clipped(two, (g) => clipByValue(g, 1.5))).toEqual([1.5, -1.5, 1, 0, 1.5, -1.5]);
  });

  it("gives an optimiser clipped gradients and keeps nothing", async () => {
    await startBackend(backend);
    before = memoryInUse();
    const step = async (clipping: Clipping) => {
      const w = createVariable(Float32Array.of(0, 0), [2]);
      const optimizer = withClipping(sgd({ w }), clipping);
      tf.tidy(() => optimizer.apply({ w: tf.tensor1d([30, -40]) }, 1));
      const values = [...(await readValues(w))];
      expect(optimizer.iteration).toBe(1);
      w.dispose();
      optimizer.dispose();
      return values;
    };
    expect(await step({ kind: "none" })).toEqual([-30, 40]);
    expect(relativeError(await step({ kind: "globalNorm", max: 5 }), [-3, 4])).toBeLessThan(1e-6);
    expect(await step({ kind: "value", max: 35 })).toEqual([-30, 35]);
  });

  it("refuses a limit that is none", () => {
    expect(() => clipByValue({}, 0)).toThrow("can't be clipped at 0");
    expect(() => withClipping(sgd({}), { kind: "globalNorm", max: Number.NaN })).toThrow("can't be clipped at NaN");
  });
});
