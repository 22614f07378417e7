import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Values } from "../core/hyperparameters";
import type { trainStep } from "../nn/fit";
import { startBackend, take } from "../nn/testing";
import * as tf from "../nn/tfjs";
import { goldenDigits } from "../numerics/testing";
import { mfvc } from "./mfvc";
import { picturesOf, trainToEnd } from "./parts/testing";

const shared = vi.hoisted(() => ({ onStep: (async () => {}) as (...given: Parameters<typeof trainStep>) => Promise<void> }));

vi.mock("../nn/fit", async (original) => {
  const actual = await original<typeof import("../nn/fit")>();
  return {
    ...actual,
    async trainStep(...given: Parameters<typeof trainStep>) {
      await shared.onStep(...given);
      return actual.trainStep(...given);
    },
  };
});

const count = 36;
const short: Values = { filters: [2, 3], codeSize: 4, batchSize: 16, reduction: "none", restarts: 1 };

const train = (values: Values) =>
  trainToEnd(mfvc, { images: picturesOf(goldenDigits().points, count), clusters: 3, values: { ...short, ...values } });

beforeAll(async () => {
  await startBackend("wasm");
});

beforeEach(() => {
  shared.onStep = async () => {};
});

describe("MFVC's network", () => {
  it.each([
    [{ pretrainEpochs: 2, pretrainLearningRate: 0.004, batchSize: 16 }, 6],
    [{ pretrainEpochs: 3, pretrainLearningRate: 0.01, batchSize: 36 }, 3],
  ])("learns at rates that fall along a cosine from the one that is set: %o", async (values, steps) => {
    const rates: number[] = [];
    shared.onStep = async (_variables, _optimizer, rate) => {
      rates.push(rate);
    };
    await train(values);
    expect(rates).toHaveLength(steps);
    for (const [t, rate] of rates.entries())
      expect(rate / values.pretrainLearningRate).toBeCloseTo((1 + Math.cos((Math.PI * t) / steps)) / 2, 6);
  });

  it("is trained by AdamW, which draws matrices to zero by a hundredth of the rate, and neither biases nor scales", async () => {
    const seen: { name: string; rank: number; values: number[] }[] = [];
    shared.onStep = async (variables, optimizer) => {
      if (seen.length > 0) return;
      // Where there is nothing to learn Adam stays, and only decay goes on.
      tf.tidy(() => {
        for (const variable of Object.values(variables)) variable.assign(tf.fill(variable.shape, 0.5));
        optimizer.apply(Object.fromEntries(Object.entries(variables).map(([name, of]) => [name, tf.zerosLike(of)])), 0.1);
      });
      for (const [name, variable] of Object.entries(variables))
        seen.push({ name, rank: variable.rank, values: await take(tf.clone(variable)) });
    };
    await train({ pretrainEpochs: 1, attention: "cbam" });
    expect(new Set(seen.map(({ rank }) => rank > 1))).toEqual(new Set([true, false]));
    for (const { name, rank, values } of seen)
      for (const value of values) expect(value, name).toBeCloseTo(rank > 1 ? 0.5 * (1 - 0.1 * 0.01) : 0.5, 6);
  });
});
