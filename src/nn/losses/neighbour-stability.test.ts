import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goldenValues } from "../../numerics/testing";
import { memoryInUse } from "../backend";
import { logSoftAssignment } from "../kernels/log-soft-assignment";
import { numericGradient, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { withoutGradient } from "../without-gradient";
import { clusterBalance } from "./cluster-balance";
import { neighbourConsistency } from "./neighbour-consistency";
import { certainty, sampleStability, stabilityLoss } from "./sample-stability";

type Name = "codes" | "neighbours" | "centres";
interface Expected {
  readonly value: number;
  readonly gradients: Record<Name, number[]>;
}
/** scripts/golden/neighbour-stability.py, which names the torch calls. */
const golden = goldenValues<{
  readonly alpha: number;
  readonly lambda: number;
  readonly threshold: number;
  readonly shapes: Record<Name, [number, number]>;
  readonly inputs: Record<Name, number[]>;
  readonly stabilities: number[];
  readonly consistency: Expected;
  readonly consistencyStopped: Expected;
  readonly stabilityMean: Expected;
  readonly stabilitySum: Expected;
  readonly stabilityMeanAndVariance: Expected;
  readonly balance: Expected;
}>("neighbour-stability");

const names: readonly Name[] = ["codes", "neighbours", "centres"];
type Given = Record<Name, tf.Tensor2D>;
const logQOf = ({ codes, centres }: Given) => logSoftAssignment(codes, centres, golden.alpha);
const qOf = (given: Given) => tf.exp(logQOf(given)) as tf.Tensor2D;
const stabilityOf = (given: Given) => sampleStability(qOf(given), tf.scalar(golden.threshold), golden.lambda);
const neighboursOf = ({ neighbours, centres }: Given) => logSoftAssignment(neighbours, centres, golden.alpha);

const losses: Record<string, [Expected, (given: Given) => tf.Scalar]> = {
  consistency: [golden.consistency, (given) => neighbourConsistency(logQOf(given), neighboursOf(given))],
  "consistency with a stopped gradient": [
    golden.consistencyStopped,
    (given) =>
      neighbourConsistency(
        logQOf(given),
        withoutGradient(() => neighboursOf(given)),
      ),
  ],
  "stability, mean": [golden.stabilityMean, (given) => stabilityLoss(stabilityOf(given), { kind: "mean" })],
  "stability, sum": [golden.stabilitySum, (given) => stabilityLoss(stabilityOf(given), { kind: "sum", images: 6 })],
  "stability, mean and variance": [
    golden.stabilityMeanAndVariance,
    (given) => stabilityLoss(stabilityOf(given), { kind: "mean-and-variance" }),
  ],
  "stability, mean and variance about the batch's mean": [
    golden.stabilityMeanAndVariance,
    (given) => {
      const stability = stabilityOf(given);
      const centre = withoutGradient(() => tf.mean(stability) as tf.Scalar);
      return stabilityLoss(stability, { kind: "mean-and-variance", centre });
    },
  ],
  balance: [golden.balance, (given) => clusterBalance(qOf(given))],
  "balance about the batch's mean": [
    golden.balance,
    (given) => {
      const q = qOf(given);
      return clusterBalance(
        q,
        withoutGradient(() => tf.mean(q, 0) as tf.Tensor1D),
      );
    },
  ],
};

/** The inputs one after the other, as tensors. */
function tensorsOf(values: ArrayLike<number>): tf.Tensor2D[] {
  let from = 0;
  return names.map((name) => {
    const [rows, cols] = golden.shapes[name];
    from += rows * cols;
    return tf.tensor2d(Float32Array.from(values).slice(from - rows * cols, from), [rows, cols]);
  });
}
const givenOf = ([codes, neighbours, centres]: readonly tf.Tensor[]) => ({ codes, neighbours, centres }) as Given;
const inputs = names.flatMap((name) => golden.inputs[name]);

let before = memoryInUse();
beforeAll(async () => {
  await startBackend("wasm");
});
beforeEach(() => {
  before = memoryInUse();
});
afterEach(() => expect(memoryInUse()).toEqual(before));

describe.each(Object.entries(losses))("%s", (name, [expected, loss]) => {
  it("has torch's value and gradients", async () => {
    const [value] = await take(tf.tidy(() => loss(givenOf(tensorsOf(inputs)))));
    expect(value).toBeCloseTo(expected.value, 4);
    const gradients = await take(
      tf.tidy(() => {
        const given = tensorsOf(inputs);
        const named = Object.fromEntries(names.map((key, i) => [key, tf.variable(given[i])])) as Record<Name, tf.Variable>;
        const { grads } = tf.variableGrads(() => loss(named as unknown as Given), Object.values(named));
        const all = names.map((key) => grads[named[key].name] ?? tf.zerosLike(named[key]));
        const flat = tf.concat(all.map((gradient) => tf.reshape(gradient, [-1])));
        tf.dispose(Object.values(named));
        return flat;
      }),
    );
    expect(
      relativeError(
        gradients,
        names.flatMap((key) => expected.gradients[key]),
      ),
    ).toBeLessThan(1e-4);
  });

  // What is stopped is no derivative of the value.
  const itDiffers = name.includes("stopped") || name.includes("about") ? null : it;
  itDiffers?.("has gradients that finite differences confirm", async () => {
    const value = async (all: Float32Array) => (await take(tf.tidy(() => loss(givenOf(tensorsOf(all))))))[0];
    const numeric = await numericGradient(inputs, value, 1e-2);
    expect(
      relativeError(
        names.flatMap((key) => expected.gradients[key]),
        numeric,
      ),
    ).toBeLessThan(2e-2);
  });
});

it("gives each image torch's stability", async () => {
  const got = await take(tf.tidy(() => stabilityOf(givenOf(tensorsOf(inputs)))));
  expect(relativeError(got, golden.stabilities)).toBeLessThan(1e-5);
});

it("is certain of a clear yes and a clear no alike, and not at all at the threshold", async () => {
  const got = await take(tf.tidy(() => certainty(tf.tensor2d([[0, 0.3, 0.65, 1]]), tf.scalar(0.3))));
  expect(relativeError(got, [1, 0, 0.5, 1])).toBeLessThan(1e-6);
});

it("is nothing when all images share one cluster for certain: the collapse that the losses cannot see", async () => {
  const [consistency, stability, balance] = await take(
    tf.tidy(() => {
      const oneHot = tf.tensor2d(
        Float32Array.from({ length: 35 }, (_, p) => (p % 5 === 2 ? 1 : 0)),
        [7, 5],
      );
      const logQ = tf.log(tf.maximum(oneHot, 1e-30)) as tf.Tensor2D;
      return tf.stack([
        neighbourConsistency(logQ, logQ),
        stabilityLoss(sampleStability(oneHot, tf.scalar(0.4), 0.8), { kind: "mean" }),
        clusterBalance(oneHot),
      ]);
    }),
  );
  expect(consistency).toBe(0);
  expect(Math.abs(stability)).toBeLessThan(1e-6);
  // The worst that the balance can be: of five clusters in equal use it would be -log 5.
  expect(Math.abs(balance)).toBeLessThan(1e-6);
});

it("bounds what one vanishing entry weighs", async () => {
  const [value] = await take(
    tf.tidy(() => {
      const one = tf.tensor2d([[0, -300]]);
      const other = tf.tensor2d([[-40, 0]]);
      return neighbourConsistency(one, other);
    }),
  );
  expect(value / (2 * Math.log(1e6) ** 2)).toBeCloseTo(1, 5);
});

it("adds up over the parts of a batch to the batch's gradient when they share its means", async () => {
  const [whole, parts] = await Promise.all(
    [
      [0, 6],
      [0, 2, 6],
    ].map((cuts) =>
      take(
        tf.tidy(() => {
          const { codes, centres } = givenOf(tensorsOf(inputs));
          const [q, s] = [qOf({ codes, neighbours: codes, centres }), stabilityOf({ codes, neighbours: codes, centres })];
          const [mean, centre] = [tf.mean(q, 0) as tf.Tensor1D, tf.mean(s) as tf.Scalar];
          const gradient = tf.grad((z) => {
            const sums = cuts.slice(1).map((to, i) => {
              const from = cuts[i];
              const part = { codes: tf.slice(z as tf.Tensor2D, from, to - from), neighbours: codes, centres };
              const loss = tf.add(
                clusterBalance(qOf(part), mean),
                stabilityLoss(stabilityOf(part), { kind: "mean-and-variance", centre }),
              );
              return tf.mul(loss, (to - from) / 6);
            });
            return tf.addN(sums);
          });
          return gradient(codes);
        }),
      ),
    ),
  );
  expect(relativeError(parts, whole)).toBeLessThan(1e-5);
  const torch = golden.balance.gradients.codes.map((g, i) => g + golden.stabilityMeanAndVariance.gradients.codes[i]);
  expect(relativeError(whole, torch)).toBeLessThan(1e-4);
});
