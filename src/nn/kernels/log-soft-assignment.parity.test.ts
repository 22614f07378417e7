import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { countDispatches } from "../dispatch-count";
import { numericGradient, relativeError, startBackend, take, testedBackends } from "../testing";
import * as tf from "../tfjs";
import { logSoftAssignment } from "./log-soft-assignment";

const rng = Rng.fromSeed("log soft assignment");
const draw = (count: number, reach: number) => Float32Array.from({ length: count }, () => rng.between(-reach, reach));

/** The formula of the paper as printed, and its gradients for a loss Σ g·log q, in double precision. */
function plain(z: Float32Array, mu: Float32Array, g: Float32Array, [b, k, d]: readonly number[], alpha: number) {
  const logQ: number[] = [];
  const toCodes = new Array<number>(b * d).fill(0);
  const toCentres = new Array<number>(k * d).fill(0);
  for (let i = 0; i < b; i++) {
    const between = (j: number) => Array.from({ length: d }, (_, a) => z[i * d + a] - mu[j * d + a]);
    const distances = Array.from({ length: k }, (_, j) => between(j).reduce((sum, value) => sum + value ** 2, 0));
    const weights = distances.map((distance) => (1 + distance / alpha) ** (-(alpha + 1) / 2));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const pulled = g.subarray(i * k, (i + 1) * k).reduce((sum, value) => sum + value, 0);
    for (let j = 0; j < k; j++) {
      logQ.push(Math.log(weights[j] / total));
      const slope = (-(alpha + 1) / (alpha + distances[j])) * (g[i * k + j] - (weights[j] / total) * pulled);
      between(j).forEach((difference, a) => {
        toCodes[i * d + a] += slope * difference;
        toCentres[j * d + a] -= slope * difference;
      });
    }
  }
  return { logQ, gradients: [...toCodes, ...toCentres] };
}

const flat = (tensors: tf.Tensor[]) => tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1])));

describe.each(testedBackends)("log of the soft assignment on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
    expect(tf.getBackend()).toBe(backend);
  });

  it.each([
    [1, 1, 1, 1],
    [1, 10, 3, 1],
    [5, 1, 3, 1],
    [257, 10, 10, 1],
    [33, 65, 7, 0.5],
    [129, 64, 2, 9],
    [3, 130, 70, 69],
  ])("is Student's t kernel, with both gradients: [%i x %i] in %i dimensions, α = %d", async (b, k, d, alpha) => {
    const z = draw(b * d, 3);
    const mu = draw(k * d, 3);
    const g = draw(b * k, 1);
    const expected = plain(z, mu, g, [b, k, d], alpha);
    const apply = (codes: tf.Tensor, centres: tf.Tensor) =>
      logSoftAssignment(codes as tf.Tensor2D, centres as tf.Tensor2D, alpha);
    const inputs = () => [tf.tensor2d(z.slice(), [b, d]), tf.tensor2d(mu.slice(), [k, d])] as const;
    const logQ = await take(tf.tidy(() => apply(...inputs())));
    // One centre takes all: its logarithm is 0, and 0 is what relative error can't judge.
    if (k === 1) expect(Math.max(...logQ.map(Math.abs))).toBeLessThan(1e-6);
    else expect(relativeError(logQ, expected.logQ)).toBeLessThan(2e-6);
    const gradients = await take(
      tf.tidy(() => {
        const weights = tf.tensor2d(g.slice(), [b, k]);
        return flat(tf.grads((codes, centres) => tf.sum(tf.mul(apply(codes, centres), weights)))([...inputs()]));
      }),
    );
    if (k === 1) expect(Math.max(...gradients.map(Math.abs))).toBeLessThan(1e-5);
    else expect(relativeError(gradients, expected.gradients)).toBeLessThan(2e-5);
  });

  it("has gradients that finite differences confirm", async () => {
    const [b, k, d] = [3, 4, 2];
    const z = draw(b * d, 2);
    const mu = draw(k * d, 2);
    const g = draw(b * k, 1);
    const loss = (codes: tf.Tensor, centres: tf.Tensor) =>
      tf.sum(tf.mul(logSoftAssignment(codes as tf.Tensor2D, centres as tf.Tensor2D, 1), tf.tensor2d(g.slice(), [b, k])));
    const at = (all: ArrayLike<number>) => {
      const values = Float32Array.from(all);
      return [tf.tensor2d(values.slice(0, b * d), [b, d]), tf.tensor2d(values.slice(b * d), [k, d])] as const;
    };
    const exact = await take(tf.tidy(() => flat(tf.grads(loss)([...at([...z, ...mu])]))));
    const value = async (all: Float32Array) => (await take(tf.tidy(() => loss(...at(all)))))[0];
    expect(relativeError(exact, await numericGradient([...z, ...mu], value))).toBeLessThan(5e-3);
  });

  it("stays exact where a code lies on a centre, and far from all of them", async () => {
    const z = Float32Array.from([1, 2, 1e4, 1e4]);
    const mu = Float32Array.from([1, 2, 1.001, 2]);
    const got = await take(tf.tidy(() => logSoftAssignment(tf.tensor2d(z.slice(), [2, 2]), tf.tensor2d(mu.slice(), [2, 2]), 1)));
    expect(relativeError(got, plain(z, mu, new Float32Array(4), [2, 2, 2], 1).logQ)).toBeLessThan(2e-6);
  });

  it("names both shapes when they do not fit", () => {
    tf.tidy(() => {
      expect(() => logSoftAssignment(tf.zeros([5, 3]), tf.zeros([6, 2]), 1)).toThrow(
        "codes [n, d] and centres [k, d] must share d, got [5, 3] and [6, 2]",
      );
    });
  });

  if (backend !== "webgpu") return;

  it("takes one dispatch forward and two back", async () => {
    const codes = tf.tensor2d(draw(256 * 10, 1), [256, 10]);
    const centres = tf.tensor2d(draw(10 * 10, 1), [10, 10]);
    const dy = tf.ones([256, 10]);
    const forward = () => tf.dispose(logSoftAssignment(codes, centres, 1));
    const both = () =>
      tf.tidy(() => void tf.grads((z, mu) => logSoftAssignment(z as tf.Tensor2D, mu as tf.Tensor2D, 1))([codes, centres], dy));
    expect(await countDispatches(forward)).toBe(1);
    expect(await countDispatches(both)).toBe(3);
    tf.dispose([codes, centres, dy]);
  });
});
