import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { goldenValues } from "../../numerics/testing";
import { memoryInUse } from "../backend";
import { numericGradient, relativeError, startBackend, take, variableFigures } from "../testing";
import * as tf from "../tfjs";
import { createVariable, disposeVariables } from "../variables";
import { cbam } from "./cbam";
import type { Layer } from "./dense";
import { simam } from "./simam";

interface Parameter {
  readonly shape: number[];
  readonly value: number[];
  readonly gradient: number[];
}

interface Case {
  readonly name: string;
  readonly shape: [number, number, number, number];
  readonly x: number[];
  /** The loss is Σ output · weights. */
  readonly weights: number[];
  readonly output: number[];
  readonly gradient: number[];
  readonly parameters: Readonly<Record<string, Parameter>>;
}

/** By torch.autograd in scripts/golden/attention.py, `simam` and `cbam` there. */
const golden = goldenValues<{ readonly simam: readonly Case[]; readonly cbam: readonly Case[] }>("attention");

/** Our names of the parameters in the file. */
const names: Readonly<Record<string, string>> = {
  reduce: "reduce/weights",
  reduceBias: "reduce/bias",
  expand: "expand/weights",
  expandBias: "expand/bias",
  filter: "spatial/filter",
  scale: "spatial/scale",
  shift: "spatial/shift",
};

const layerOf = (kind: "simam" | "cbam", { shape: [, h, w, c], parameters }: Case): Layer => {
  const layer = kind === "simam" ? simam() : cbam(c, h * w, Rng.fromSeed(1));
  for (const [name, { shape, value }] of Object.entries(parameters)) {
    tf.tidy(() => layer.variables[names[name]].assign(tf.tensor(value, shape)));
  }
  return layer;
};

const lossOf = (layer: Layer, { weights, shape }: Case, x: tf.Tensor): tf.Scalar =>
  tf.sum(tf.mul(layer.apply(x, "training"), tf.tensor(weights, shape))) as tf.Scalar;

let before = memoryInUse();
const everyCase = (["simam", "cbam"] as const).flatMap((kind) => golden[kind].map((one) => ({ kind, name: one.name, one })));

describe.each(["cpu", "wasm"] as const)("attention on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });
  beforeEach(() => {
    before = memoryInUse();
  });
  afterEach(() => expect(memoryInUse()).toEqual(before));

  it.each(everyCase)("$kind gives torch's values: $name", async ({ kind, one }) => {
    const layer = layerOf(kind, one);
    const output = tf.tidy(() => layer.apply(tf.tensor(one.x, one.shape), "training"));
    expect(output.shape).toEqual(one.shape);
    expect(relativeError(await take(output), one.output)).toBeLessThan(1e-4);
    disposeVariables({ ...layer.variables, ...layer.statistics });
  });

  it.each(everyCase)("$kind gives torch's gradients, of the input and of every weight: $name", async ({ kind, one }) => {
    const layer = layerOf(kind, one);
    const ofInput = tf.tidy(() => tf.grad((x) => lossOf(layer, one, x))(tf.tensor(one.x, one.shape)));
    expect(relativeError(await take(ofInput), one.gradient)).toBeLessThan(1e-4);
    const entries = Object.entries(one.parameters);
    expect(entries).toHaveLength(Object.keys(layer.variables).length);
    if (entries.length > 0) {
      const { value, grads } = tf.variableGrads(() => lossOf(layer, one, tf.tensor(one.x, one.shape)));
      value.dispose();
      for (const [name, { gradient }] of entries) {
        const ours = grads[layer.variables[names[name]].name];
        expect(relativeError(await take(ours), gradient), name).toBeLessThan(1e-4);
      }
    }
    disposeVariables({ ...layer.variables, ...layer.statistics });
  });
});

describe("attention", () => {
  beforeAll(async () => {
    await startBackend("wasm");
  });

  it.each(["simam", "cbam"] as const)("%s has the gradient of finite differences", async (kind) => {
    // Few values, so that no two whose maximum is taken lie within a step of each other.
    const shape: Case["shape"] = [2, 2, 3, 2];
    const x = Array.from({ length: 24 }, (_, i) => Math.sin(2.3 * i) + 0.3 * Math.cos(0.7 * i));
    const one = { ...golden[kind][0], shape, x, weights: x.map((_, i) => Math.cos(1.9 * i)), parameters: {} };
    const layer = layerOf(kind, one);
    const exact = await take(tf.tidy(() => tf.grad((values) => lossOf(layer, one, values))(tf.tensor(x, shape))));
    const value = async (values: Float32Array) => (await take(tf.tidy(() => lossOf(layer, one, tf.tensor(values, shape)))))[0];
    expect(relativeError(exact, await numericGradient(x, value, 3e-3))).toBeLessThan(5e-3);
    disposeVariables({ ...layer.variables, ...layer.statistics });
  });

  it("cbam has the gradients of finite differences for all seven parameters and its input", async () => {
    const shape: Case["shape"] = [2, 2, 3, 2];
    const wave = (length: number, at: number) =>
      Array.from({ length }, (_, i) => Math.sin(2.3 * i + at) + 0.3 * Math.cos(0.7 * i));
    const one = { ...golden.cbam[0], shape, weights: wave(24, 2), parameters: {} };
    const layer = layerOf("cbam", one);
    for (const [at, variable] of Object.values(layer.variables).entries())
      tf.tidy(() => variable.assign(tf.tensor(wave(variable.size, 0.4 * at), variable.shape)));
    const x = createVariable(Float32Array.from(wave(24, 0)), shape);
    const figures = await variableFigures({ ...layer.variables, x }, () => lossOf(layer, one, x), 2e-3);
    expect(Object.keys(figures)).toEqual([...Object.values(names), "x"]);
    for (const [name, { gradient, numeric }] of Object.entries(figures))
      expect(relativeError(gradient, numeric), name).toBeLessThan(1e-2);
    x.dispose();
    disposeVariables({ ...layer.variables, ...layer.statistics });
  });

  it("simam leaves images of one pixel as they are, and a constant channel at σ(½) of itself", async () => {
    const one = tf.tensor4d([1, -2, 3, 4], [2, 1, 1, 2]);
    expect(await take(tf.tidy(() => tf.clone(simam().apply(one))))).toEqual([1, -2, 3, 4]);
    const flat = await take(tf.tidy(() => simam().apply(tf.fill([1, 2, 2, 1], 3))));
    for (const value of flat) expect(value).toBeCloseTo(3 / (1 + Math.exp(-0.5)), 5);
    one.dispose();
  });
});
