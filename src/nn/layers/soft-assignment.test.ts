import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { logSoftAssignment } from "../kernels/log-soft-assignment";
import { klDivergence } from "../losses/kl";
import { numericGradient, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { softAssignment } from "./soft-assignment";

const rng = Rng.fromSeed("soft assignment");
const codes = Float32Array.from({ length: 5 * 3 }, () => rng.between(-3, 3));
const centres = Float32Array.from({ length: 4 * 3 }, () => rng.between(-3, 3));

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
