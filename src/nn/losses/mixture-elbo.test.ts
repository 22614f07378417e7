import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goldenValues } from "../../numerics/testing";
import { memoryInUse } from "../backend";
import { numericGradient, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { bernoulliCrossEntropy, gaussianSquaredError, requireUnitPixels } from "./bernoulli";
import { logMemberships, logResponsibilities, mixtureKl, sampleCodes, standardNormalKl, widestLogVariance } from "./mixture-elbo";

interface Term {
  readonly value: number;
  readonly gradients: Readonly<Record<Name, number[]>>;
}
interface Golden {
  readonly inputs: Readonly<Record<Name, number[]>>;
  readonly noise: number[];
  readonly shape: readonly [number, number, number, number];
  readonly logGamma: number[];
  readonly targets: number[];
  readonly logits: number[];
  readonly mixture: Term;
  readonly categorical: Term;
  readonly entropy: Term;
  readonly sum: Term;
  readonly standardNormal: Term;
  readonly held: { readonly labels: number[] } & Readonly<Record<"mixture" | "categorical" | "sum", Term>>;
  readonly bernoulli: { readonly value: number; readonly gradient: number[] };
  readonly gaussian: { readonly value: number; readonly gradient: number[] };
}

const names = ["mean", "logVariance", "centres", "logVariances", "weightLogits"] as const;
type Name = (typeof names)[number];
type TermName =
  | "mixture"
  | "categorical"
  | "entropy"
  | "sum"
  | "standardNormal"
  | "held mixture"
  | "held categorical"
  | "held sum";

/** Made by PyTorch in double precision; the calls stand in scripts/golden/vade.py. */
const golden = goldenValues<Golden>("vade");
const [b, d, k, pixels] = golden.shape;
const shapes: Record<Name, [number, number] | [number]> = {
  mean: [b, d],
  logVariance: [b, d],
  centres: [k, d],
  logVariances: [k, d],
  weightLogits: [k],
};

beforeAll(async () => {
  await startBackend("wasm");
});
let before = memoryInUse();
beforeEach(() => {
  before = memoryInUse();
});
afterEach(() => expect(memoryInUse()).toEqual(before));

/** One term of the loss from all inputs, in the order of `names`. */
function termOf(term: TermName, inputs: readonly tf.Tensor[]): tf.Scalar {
  const [mean, logVariance, centres, logVariances] = inputs as tf.Tensor2D[];
  const posterior = { mean, logVariance };
  if (term === "standardNormal") return standardNormalKl(posterior);
  const z = sampleCodes(posterior, tf.tensor2d(golden.noise, [b, d]));
  const prior = { centres, logVariances, weightLogits: inputs[4] as tf.Tensor1D };
  const [kind, held] = term.startsWith("held ") ? [term.slice(5) as "sum", true] : [term as "sum", false];
  const logGamma = held ? logMemberships(Int32Array.from(golden.held.labels), k) : logResponsibilities(z, prior);
  const terms = mixtureKl(posterior, logGamma, prior);
  return kind === "sum" ? tf.addN([terms.mixture, terms.categorical, terms.entropy]) : terms[kind];
}

/** With memberships of one sample each; and with held ones, which VaDE trains with at first. */
const expectedTerms: Readonly<Record<TermName, Term>> = {
  mixture: golden.mixture,
  categorical: golden.categorical,
  entropy: golden.entropy,
  sum: golden.sum,
  standardNormal: golden.standardNormal,
  "held mixture": golden.held.mixture,
  "held categorical": golden.held.categorical,
  "held sum": golden.held.sum,
};

function inputsWith(name?: Name, values?: ArrayLike<number>): tf.Tensor[] {
  return names.map((other) =>
    tf.tensor(Float32Array.from(other === name && values ? values : golden.inputs[other]), shapes[other]),
  );
}

describe.each(Object.keys(expectedTerms) as TermName[])("%s", (term) => {
  it("has PyTorch's value", async () => {
    const [value] = await take(tf.tidy(() => termOf(term, inputsWith())));
    expect(value).toBeCloseTo(expectedTerms[term].value, 4);
  });

  it.each(names)("has PyTorch's gradient and that of finite differences for %s", async (name) => {
    const expected = expectedTerms[term].gradients[name];
    const at = names.indexOf(name);
    const gradient = await take(
      tf.tidy(() => {
        const inputs = inputsWith();
        const f = (x: tf.Tensor) => termOf(term, inputs.with(at, x));
        // tfjs refuses a gradient for what the result does not depend on.
        return expected.every((value) => value === 0) ? tf.zerosLike(inputs[at]) : tf.grad(f)(inputs[at]);
      }),
    );
    expect(relativeError(gradient, expected)).toBeLessThan(1e-4);
    const numeric = await numericGradient(golden.inputs[name], async (values) => {
      const [value] = await take(tf.tidy(() => termOf(term, inputsWith(name, values))));
      return value;
    });
    expect(relativeError(numeric, expected)).toBeLessThan(1e-2);
  });
});

it("gives each code's components in the log domain, as PyTorch does, without underflow far away", async () => {
  const inputs = inputsWith();
  const [mean, logVariance, centres, logVariances] = inputs as tf.Tensor2D[];
  const prior = { centres, logVariances, weightLogits: inputs[4] as tf.Tensor1D };
  const noise = tf.tensor2d(golden.noise, [b, d]);
  const logGamma = await take(tf.tidy(() => logResponsibilities(sampleCodes({ mean, logVariance }, noise), prior)));
  expect(relativeError(logGamma, golden.logGamma)).toBeLessThan(1e-4);
  // Ten thousand standard deviations away: e to the power of these distances is 0, their order is not lost.
  const far = await take(tf.tidy(() => tf.exp(logResponsibilities(tf.fill([1, d], 1e4), prior))));
  expect(far.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  expect(Math.max(...far)).toBeGreaterThan(0.99);
  tf.dispose([...inputs, noise]);
});

it("holds the components' log variances within bounds", async () => {
  const prior = (logVariance: number) => ({
    centres: tf.zeros([1, 2]) as tf.Tensor2D,
    logVariances: tf.fill([1, 2], logVariance) as tf.Tensor2D,
    weightLogits: tf.zeros([1]) as tf.Tensor1D,
  });
  const valueAt = async (logVariance: number) => {
    const posterior = () => ({ mean: tf.ones([3, 2]) as tf.Tensor2D, logVariance: tf.zeros([3, 2]) as tf.Tensor2D });
    const [value] = await take(tf.tidy(() => mixtureKl(posterior(), tf.ones([3, 2]) as tf.Tensor2D, prior(logVariance)).mixture));
    return value;
  };
  expect(await valueAt(-50)).toBe(await valueAt(-widestLogVariance));
  expect(await valueAt(50)).toBe(await valueAt(widestLogVariance));
});

it("takes memberships that are certain as what they are", async () => {
  const terms = await take(
    tf.tidy(() => {
      const [mean, logVariance, centres, logVariances, weightLogits] = inputsWith() as tf.Tensor2D[];
      const prior = { centres, logVariances, weightLogits: weightLogits as unknown as tf.Tensor1D };
      const certain = mixtureKl({ mean, logVariance }, logMemberships(Int32Array.of(2, 2, 2, 2, 2), k), prior);
      // The same with the third component for the only one.
      const one = { ...prior, centres: tf.slice(centres, [2, 0], [1, d]), logVariances: tf.slice(logVariances, [2, 0], [1, d]) };
      const alone = mixtureKl({ mean, logVariance }, tf.zeros([b, 1]), { ...one, weightLogits: tf.zeros([1]) });
      const logWeight = tf.neg(tf.slice(tf.logSoftmax(prior.weightLogits), 2, 1));
      return tf.stack([certain.mixture, alone.mixture, certain.categorical, tf.reshape(logWeight, [])]);
    }),
  );
  expect(terms[0]).toBeCloseTo(terms[1], 4);
  expect(terms[2]).toBeCloseTo(terms[3], 4);
});

describe("reconstruction", () => {
  const tensorOf = (values: readonly number[]) => tf.tensor2d([...values], [b, pixels]);
  const losses = {
    bernoulli: (targets: tf.Tensor, x: tf.Tensor) => bernoulliCrossEntropy(targets, x),
    gaussian: (targets: tf.Tensor, x: tf.Tensor) => gaussianSquaredError(targets, x, 0.1),
  };

  it.each(["bernoulli", "gaussian"] as const)(
    "%s has PyTorch's value and gradient, and that of finite differences",
    async (kind) => {
      const loss = losses[kind];
      const [value] = await take(tf.tidy(() => loss(tensorOf(golden.targets), tensorOf(golden.logits))));
      expect(Math.abs(value / golden[kind].value - 1)).toBeLessThan(1e-4);
      const gradient = await take(tf.tidy(() => tf.grad((x) => loss(tensorOf(golden.targets), x))(tensorOf(golden.logits))));
      expect(relativeError(gradient, golden[kind].gradient)).toBeLessThan(1e-4);
      // Within one image, so that single precision's rounding of a sum of hundreds does not drown the differences.
      const [targets, logits] = [golden.targets.slice(0, pixels), golden.logits.slice(0, pixels)];
      const numeric = await numericGradient(logits, async (values) => {
        const [at] = await take(tf.tidy(() => loss(tf.tensor2d(targets, [1, pixels]), tf.tensor2d(values, [1, pixels]))));
        return at;
      });
      expect(
        relativeError(
          numeric.map((x) => x / b),
          golden[kind].gradient.slice(0, pixels),
        ),
      ).toBeLessThan(1e-2);
    },
  );

  it("refuses shapes that differ and pixels outside [0, 1]", () => {
    const [one, other] = [tf.zeros([2, 3]), tf.zeros([3, 2])];
    expect(() => bernoulliCrossEntropy(one, other)).toThrow("must have one shape, got [2, 3] and [3, 2]");
    tf.dispose([one, other]);
    expect(() => requireUnitPixels(Float32Array.of(0, 1, 0.5))).not.toThrow();
    expect(() => requireUnitPixels(Float32Array.of(0, 1, 2))).toThrow("value 2 is 2");
    expect(() => requireUnitPixels(Float32Array.of(0, Number.NaN))).toThrow("value 1 is NaN");
  });
});
