import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { goldenValues } from "../../numerics/testing";
import { logSoftAssignment } from "../kernels/log-soft-assignment";
import { klDivergence } from "../losses/kl";
import { lossFigures, numericGradient, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { softAssignment } from "./soft-assignment";

const rng = Rng.fromSeed("soft assignment");
const codes = Float32Array.from({ length: 5 * 3 }, () => rng.between(-3, 3));
const centres = Float32Array.from({ length: 4 * 3 }, () => rng.between(-3, 3));

interface Term {
  readonly value: number;
  readonly gradients: Readonly<Record<Name, number[]>>;
}
type Name = "codes" | "centres";
/** Made by PyTorch in double precision; the calls stand in scripts/golden/student-t.py. */
const golden = goldenValues<{
  readonly shapes: Readonly<Record<Name, [number, number]>>;
  readonly inputs: Readonly<Record<Name, number[]>>;
  readonly slope: number[];
  readonly weights: number[];
  readonly of: readonly ({ readonly alpha: number; readonly q: number[]; readonly target: number[] } & Readonly<
    Record<"assigned" | "divergence" | "weighted", Term>
  >)[];
}>("student-t");
const { shapes, inputs } = golden;
const assignments: [number, number] = [shapes.codes[0], shapes.centres[0]];

/** The formula of the paper as printed, one sum at a time. */
function plain(alpha: number): number[] {
  const q: number[] = [];
  for (let i = 0; i < 5; i++) {
    const weights = [0, 1, 2, 3].map((j) => {
      let distance = 0;
      for (let a = 0; a < 3; a++) distance += (codes[i * 3 + a] - centres[j * 3 + a]) ** 2;
      return (1 + distance / alpha) ** (-(alpha + 1) / 2);
    });
    const sum = weights.reduce((total, weight) => total + weight);
    q.push(...weights.map((weight) => weight / sum));
  }
  return q;
}

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });

  it.each([0.5, 1, 9])("is Student's t kernel for α = %d, on device and host", async (alpha) => {
    const device = await take(
      tf.tidy(() => tf.exp(logSoftAssignment(tf.tensor2d(codes, [5, 3]), tf.tensor2d(centres, [4, 3]), alpha))),
    );
    const host = softAssignment({ data: codes, rows: 5, cols: 3 }, { data: centres, rows: 4, cols: 3 }, alpha);
    expect(relativeError(device, plain(alpha))).toBeLessThan(1e-5);
    expect(relativeError([...host.data], plain(alpha))).toBeLessThan(1e-6);
  });

  describe.each(golden.of)("with α $alpha", ({ alpha, q, target, ...terms }) => {
    const given = (name: Name) => tf.tensor2d(inputs[name], shapes[name]);
    const logQ = (name: Name, x: tf.Tensor2D) =>
      name === "codes" ? logSoftAssignment(x, given("centres"), alpha) : logSoftAssignment(given("codes"), x, alpha);
    const p = () => tf.tensor2d(target, assignments);
    const losses = {
      assigned: (log: tf.Tensor2D) => tf.sum(tf.mul(tf.exp(log), tf.tensor2d(golden.slope, assignments))) as tf.Scalar,
      divergence: (log: tf.Tensor2D) => klDivergence(p(), log),
      weighted: (log: tf.Tensor2D) => klDivergence(p(), log, tf.tensor1d(golden.weights)),
    };

    it("is PyTorch's q, on device and host", async () => {
      expect(relativeError(await take(tf.tidy(() => tf.exp(logQ("codes", given("codes"))))), q)).toBeLessThan(1e-5);
      const matrixOf = (name: Name) => ({ data: Float32Array.from(inputs[name]), rows: shapes[name][0], cols: shapes[name][1] });
      const host = softAssignment(matrixOf("codes"), matrixOf("centres"), alpha);
      expect(relativeError([...host.data], q)).toBeLessThan(1e-6);
    });

    it.each(
      (["assigned", "divergence", "weighted"] as const).flatMap((term) =>
        (["codes", "centres"] as const).map((name) => [term, name] as const),
      ),
    )("has PyTorch's value and gradient of the loss '%s' for %s, as finite differences say", async (term, name) => {
      const of = (x: tf.Tensor2D) => losses[term](logQ(name, x));
      const { value, gradient, numeric } = await lossFigures(inputs[name], shapes[name], of);
      expect(Math.abs(value - terms[term].value)).toBeLessThan(1e-5);
      expect(relativeError(gradient, terms[term].gradients[name])).toBeLessThan(1e-4);
      expect(relativeError(gradient, numeric)).toBeLessThan(5e-3);
    });
  });

  it("gives KL gradients to codes and centres that finite differences confirm", async () => {
    const p = Float32Array.from({ length: 20 }, (_, i) => ((i % 4) + 1) / 10);
    const loss = (z: tf.Tensor, c: tf.Tensor) =>
      klDivergence(tf.tensor2d(p, [5, 4]), logSoftAssignment(z as tf.Tensor2D, c as tf.Tensor2D, 1));
    const exact = await take(
      tf.tidy(() =>
        tf.concat(
          tf
            .grads(loss)([tf.tensor(codes, [5, 3]), tf.tensor(centres, [4, 3])])
            .map((g) => tf.reshape(g, [-1])),
        ),
      ),
    );
    const value = async (all: Float32Array) =>
      (await take(tf.tidy(() => loss(tf.tensor(all.slice(0, 15), [5, 3]), tf.tensor(all.slice(15), [4, 3])))))[0];
    expect(relativeError(exact, await numericGradient([...codes, ...centres], value))).toBeLessThan(5e-3);
  });
});

it("names both shapes when they do not fit", () => {
  expect(() => softAssignment({ data: codes, rows: 5, cols: 3 }, { data: centres, rows: 6, cols: 2 }, 1)).toThrow(
    "codes [n, d] and centres [k, d] must share d, got [5, 3] and [6, 2]",
  );
});
