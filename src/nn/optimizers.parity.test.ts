import { afterEach, describe, expect, it } from "vitest";
import { methodId } from "../core/ids";
import { checkpointFromJson, checkpointToJson } from "../export/checkpoint-json";
import { memoryInUse } from "./backend";
import { withClipping } from "./clipping";
import { createOptimizer, type Decays, type OptimizerDefinition, type OptimizerState, sgd } from "./optimizers";
import { relativeError, startBackend, testedBackends } from "./testing";
import * as tf from "./tfjs";
import { createVariable, readValues, saveVariables } from "./variables";

const definitions: Record<string, OptimizerDefinition> = {
  adam: { kind: "adam", epsilon: 1e-8 },
  adamW: { kind: "adamW", epsilon: 1e-8, weightDecay: 0.2 },
  "sgd with momentum": { kind: "sgd", momentum: 0.9 },
  "sgd with Nesterov's momentum and an L2 penalty": { kind: "sgd", momentum: 0.9, nesterov: true, weightDecay: 0.3 },
  "sgd without momentum, with an L2 penalty": { kind: "sgd", weightDecay: 0.3 },
};
const names = Object.keys(definitions);
const rateOf = (name: string) => (name.startsWith("adam") ? 0.1 : 0.02);

const startW = Float32Array.of(1, -2, 0.5, 3);
const startB = Float32Array.of(0.25, -0.75);

/** A network of one matrix and one bias, and its optimiser. */
function made(definition: OptimizerDefinition, w: Float32Array = startW, b: Float32Array = startB) {
  const variables = { w: createVariable(w, [2, 2]), b: createVariable(b, [2]) };
  const optimizer = createOptimizer(definition, variables);
  return {
    optimizer,
    variables,
    values: async () => [...(await readValues(variables.w)), ...(await readValues(variables.b))],
    /** Step t (from 1) of the loss t·½(‖w‖² + ‖b‖²), whose gradients are t·w and t·b. */
    descend(from: number, to: number, learningRate: number) {
      for (let t = from; t <= to; t++) {
        tf.tidy(() => optimizer.apply({ w: tf.mul(variables.w, t), b: tf.mul(variables.b, t) }, learningRate));
      }
    },
    dispose() {
      for (const thing of [variables.w, variables.b, optimizer]) thing.dispose();
    },
  };
}

/** The same five steps from the papers' formulas, in double precision. `penalty` and `decay` are 0 for the bias. */
function byHand(definition: OptimizerDefinition, rate: number): number[] {
  const beta1 = 0.9;
  const beta2 = 0.999;
  return [...startW, ...startB].map((start, i) => {
    const isBias = i >= startW.length;
    let w = start;
    let m = 0;
    let v = 0;
    for (let t = 1; t <= 5; t++) {
      let g = t * w;
      if (definition.kind === "sgd") {
        const { momentum = 0, nesterov = false, weightDecay = 0 } = definition;
        g += (isBias ? 0 : weightDecay) * w;
        m = momentum * m + g;
        w -= rate * (nesterov ? g + momentum * m : m);
      } else {
        if (definition.kind === "adamW" && !isBias) w *= 1 - rate * (definition.weightDecay ?? 0.01);
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        w -= (rate * (m / (1 - beta1 ** t))) / (Math.sqrt(v / (1 - beta2 ** t)) + 1e-8);
      }
    }
    return w;
  });
}

/**
 * What torch 1.13 gives in double precision for w = [[1, -2], [.5, 3]], b = [.25, -.75] and five steps of the loss above, with
 * lr=.1, eps=1e-8 for Adam and AdamW and lr=.02 for SGD; weight decay in a parameter group of w alone:
 * AdamW([{"params": [w], "weight_decay": .2}, {"params": [b], "weight_decay": 0}], …), SGD([{…, "weight_decay": .3}, {…: 0}],
 * momentum=.9, nesterov=True), SGD([{…, "weight_decay": .3}, {…: 0}]).
 */
const torch: Record<string, readonly number[]> = {
  adam: [0.507169167, -1.51106679, 0.00524600175, 2.51237519, -0.083029787, -0.254947596],
  adamW: [0.429146178, -1.33668371, -0.0215077486, 2.24186789, -0.083029787, -0.254947596],
  "sgd with momentum": [0.443765952, -0.887531904, 0.221882976, 1.33129786, 0.110941488, -0.332824464],
  "sgd with Nesterov's momentum and an L2 penalty": [
    0.250511873, -0.501023745, 0.125255936, 0.751535618, 0.0774002014, -0.232200604,
  ],
  "sgd without momentum, with an L2 penalty": [0.709149698, -1.4182994, 0.354574849, 2.12744909, 0.183060864, -0.549182592],
};

let before = { tensors: 0, bytes: 0 };
afterEach(() => expect(memoryInUse()).toEqual(before));

describe.each(testedBackends)("on %s", (backend) => {
  it.each(names)("%s takes the steps of its paper's formula, and PyTorch's", async (name) => {
    await startBackend(backend);
    before = memoryInUse();
    const net = made(definitions[name]);
    net.descend(1, 5, rateOf(name));
    const got = await net.values();
    expect(relativeError(got, byHand(definitions[name], rateOf(name)))).toBeLessThan(1e-6);
    expect(relativeError(got, [...torch[name]])).toBeLessThan(1e-6);
    net.dispose();
  });

  it.each(names)("%s goes on from a checkpoint file as if it had never stopped", async (name) => {
    await startBackend(backend);
    before = memoryInUse();
    const straight = made(definitions[name]);
    straight.descend(1, 6, 0.01);

    const first = made(definitions[name]);
    first.descend(1, 3, 0.01);
    const saved = throughFile({ weights: await saveVariables(first.variables), optimizer: await first.optimizer.save() });
    first.dispose();
    const second = made(definitions[name], saved.weights.w.data, saved.weights.b.data);
    second.optimizer.restore(saved.optimizer);
    expect(second.optimizer.iteration).toBe(3);
    second.descend(4, 6, 0.01);

    expect(await second.values()).toEqual(await straight.values());
    straight.dispose();
    second.dispose();
  });

  it.each(names)("%s leaves memory after 1,000 clipped steps as after 10", async (name) => {
    await startBackend(backend);
    before = memoryInUse();
    const variables = { w: createVariable(startW, [2, 2]), b: createVariable(startB, [2]) };
    const optimizer = withClipping(createOptimizer(definitions[name], variables), { kind: "globalNorm", max: 1 });
    const step = () => tf.tidy(() => optimizer.apply({ w: tf.ones([2, 2]), b: tf.ones([2]) }, 1e-3));
    for (let i = 0; i < 10; i++) step();
    const after10 = memoryInUse();
    for (let i = 0; i < 990; i++) step();
    expect(memoryInUse()).toEqual(after10);
    expect(optimizer.iteration).toBe(1000);
    for (const thing of [variables.w, variables.b, optimizer]) thing.dispose();
  });

  it("decays what it is told to decay", async () => {
    await startBackend(backend);
    before = memoryInUse();
    const decayed = async (decays?: Decays) => {
      const variables = { w: createVariable(Float32Array.of(1, 1), [1, 2]), b: createVariable(Float32Array.of(1), [1]) };
      const optimizer = sgd(variables, { weightDecay: 0.5, ...(decays ? { decays } : {}) });
      tf.tidy(() => optimizer.apply({ w: tf.zeros([1, 2]), b: tf.zeros([1]) }, 1));
      const values = [...(await readValues(variables.w)), ...(await readValues(variables.b))];
      for (const thing of [variables.w, variables.b, optimizer]) thing.dispose();
      return values;
    };
    expect(await decayed()).toEqual([0.5, 0.5, 1]);
    expect(await decayed((name) => name === "b")).toEqual([1, 1, 0.5]);
  });
});

it("refuses another optimiser's memory, another network's, and Nesterov without momentum", async () => {
  await startBackend("wasm");
  before = memoryInUse();
  const one = made({ kind: "adam" });
  const other = made({ kind: "sgd", momentum: 0.9 });
  const state = await one.optimizer.save();
  expect(() => other.optimizer.restore(state)).toThrow(/"m\/w" is of another optimiser/);
  expect(() => one.optimizer.restore({ iteration: 1, memory: {} })).toThrow(/holds no "m\/w"/);
  const wrong = { ...state.memory, "m/w": { shape: [4], data: new Float32Array(4) } };
  expect(() => one.optimizer.restore({ iteration: 1, memory: wrong })).toThrow(/\[4\], but this network's is \[2, 2\]/);
  expect(() => createOptimizer({ kind: "sgd", nesterov: true }, {})).toThrow("needs a momentum above 0");
  one.dispose();
  other.dispose();
});

it("new weights are used by the next product on wasm, whose kernels keep packed copies", async () => {
  await startBackend("wasm");
  before = memoryInUse();
  const variable = createVariable(Float32Array.from([1, 0, 0, 1]), [2, 2]);
  const optimizer = createOptimizer({ kind: "adamW", weightDecay: 0 }, { w: variable });
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

/** What a checkpoint file brings back of `state`. */
function throughFile<State extends { readonly optimizer: OptimizerState }>(state: State): State {
  const facts = { format: 1, methodId: methodId("m"), values: {}, clusters: 2, seed: 1, datasetHash: "", epoch: 1 } as const;
  return checkpointFromJson(checkpointToJson({ ...facts, state })).state as State;
}
