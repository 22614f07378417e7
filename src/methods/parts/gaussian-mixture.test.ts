import { beforeAll, describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../../nn/backend";
import { startBackend } from "../../nn/testing";
import { goldenDigits, goldenValues } from "../../numerics/testing";
import { type CovarianceKind, fitMixture, type Mixture, type MixtureFit, type MixtureOptions } from "./gaussian-mixture";
import { expectation } from "./gaussian-mixture-expectation";

beforeAll(async () => {
  await startBackend("wasm");
});

interface Golden {
  readonly weights: number[];
  readonly means: number[];
  readonly covariances: number[];
  readonly magnitude: [number];
  readonly lowerBound: number;
  readonly iterations: number;
  readonly labels: number[];
  readonly logLikelihoods: number[];
  readonly confidence: number[];
}

/** The digits, each 4 x 4 pixels their mean. */
function smallDigits(): Matrix {
  const { points } = goldenDigits();
  const small = new Float64Array(300 * 16);
  points.data.forEach((value, p) => {
    const [row, y, x] = [p >> 8, (p >> 4) & 15, p & 15];
    small[row * 16 + (y >> 2) * 4 + (x >> 2)] += value / 16;
  });
  return matrix(Float32Array.from(small), 300, 16);
}

const points = smallDigits();
const kinds = ["full", "tied", "diag", "spherical"] as const;

async function fitted(
  options: Partial<MixtureOptions> & Pick<MixtureOptions, "kind" | "start">,
  data = points,
): Promise<MixtureFit> {
  const steps = fitMixture(data, { rng: Rng.fromSeed(1), signal: new AbortController().signal, ...options });
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}

/** Balls of variance 1/20 around four of the digits. */
function start(kind: CovarianceKind): Mixture {
  const means = new Float64Array(4 * 16);
  [0, 7, 14, 21].forEach((row, j) => {
    means.set(points.data.subarray(row * 16, row * 16 + 16), j * 16);
  });
  const variance = 1 / 20;
  const ball = (p: number) => (p % 17 === 0 ? variance : 0);
  const covariances = {
    full: Float64Array.from({ length: 4 * 256 }, (_, p) => ball(p % 256)),
    tied: Float64Array.from({ length: 256 }, (_, p) => ball(p)),
    diag: new Float64Array(64).fill(variance),
    spherical: new Float64Array(4).fill(variance),
  };
  return { kind, weights: new Float64Array(4).fill(0.25), means, covariances: covariances[kind] };
}

describe.each(kinds)("a mixture with %s covariances", (kind) => {
  it("agrees with scikit-learn from the same start", async () => {
    // GaussianMixture(4, covariance_type=kind, reg_covar=1e-3, weights_init=..., means_init=..., precisions_init=...).fitted(points):
    // see scripts/golden/gaussian-mixture.py.
    const golden = goldenValues<Record<CovarianceKind, Golden>>("gaussian-mixture")[kind];
    const found = await fitted({ kind, start: start(kind) });
    // Products in single precision; their errors stay far below what moves a label.
    const near = (got: ArrayLike<number>, expected: readonly number[], digits: number) =>
      expected.forEach((value, i) => {
        expect(got[i], `value ${i}`).toBeCloseTo(value, digits);
      });
    expect(found.iterations).toBe(golden.iterations);
    expect(found.converged).toBe(true);
    expect(found.lowerBound).toBeCloseTo(golden.lowerBound, 4);
    near(found.weights, golden.weights, 6);
    near(
      found.means.filter((_, p) => (p % 16) % 5 === 0),
      golden.means,
      6,
    );
    const stride = Math.max(1, Math.floor(found.covariances.length / 20));
    near(
      found.covariances.filter((_, p) => p % stride === 0),
      golden.covariances,
      7,
    );
    expect(found.covariances.reduce((sum, value) => sum + Math.abs(value), 0)).toBeCloseTo(golden.magnitude[0], 4);
    near(found.logLikelihoods, golden.logLikelihoods, 3);
    const shares = Array.from({ length: 300 }, (_, i) => [...found.responsibilities.subarray(i * 4, i * 4 + 4)]);
    expect(shares.map((row) => row.indexOf(Math.max(...row)))).toEqual(golden.labels);
    near(
      shares.map((row) => Math.max(...row)),
      golden.confidence,
      5,
    );
  });

  it("never loses likelihood without a ridge, and its shares add up to 1", async () => {
    const rng = Rng.fromSeed(kind);
    const data = matrix(
      Float32Array.from({ length: 400 * 3 }, (_, p) => rng.normal() + 2 * (Math.floor(p / 3) % 3)),
      400,
      3,
    );
    let before = Number.NEGATIVE_INFINITY;
    for (const maxIterations of [1, 2, 3, 5, 9]) {
      const found = await fitted({ kind, start: 3, init: "random", ridge: 0, tolerance: 0, maxIterations }, data);
      expect(found.lowerBound).toBeGreaterThan(before - 1e-5);
      before = found.lowerBound;
      for (let i = 0; i < 400; i++)
        expect(found.responsibilities[3 * i] + found.responsibilities[3 * i + 1] + found.responsibilities[3 * i + 2]).toBeCloseTo(
          1,
          9,
        );
    }
  });

  it("finds separate clouds, and repeats itself", async () => {
    const rng = Rng.fromSeed(3);
    const data = matrix(
      Float32Array.from({ length: 90 * 2 }, (_, p) => 0.2 * rng.normal() + 5 * (Math.floor(p / 2) % 3)),
      90,
      2,
    );
    const found = await fitted({ kind, start: 3 }, data);
    const groups = new Set(
      Array.from({ length: 90 }, (_, i) => {
        const row = [...found.responsibilities.subarray(3 * i, 3 * i + 3)];
        return `${row.indexOf(Math.max(...row))}/${i % 3}`;
      }),
    );
    expect(groups.size).toBe(3);
    expect(await fitted({ kind, start: 3 }, data)).toEqual(found);
  });

  it("stays finite where points coincide and clusters are surplus", async () => {
    const data = matrix(Float32Array.of(1, 1, 1, 1, 1, 1, 0, 0, 0, 0), 5, 2);
    const found = await fitted({ kind, start: 4 }, data);
    for (const values of [found.responsibilities, found.logLikelihoods, found.means, found.covariances])
      expect(values.every(Number.isFinite)).toBe(true);
  });
});

it("density of one component is that of the normal distribution, in the log domain", async () => {
  // scipy.stats.multivariate_normal([1, 2], [[2, 0.6], [0.6, 0.5]]).logpdf([[1, 2], [100, -60]])
  const mixture: Mixture = {
    kind: "full",
    weights: Float64Array.of(1),
    means: Float64Array.of(1, 2),
    covariances: Float64Array.of(2, 0.6, 0.6, 0.5),
  };
  const { logLikelihoods, responsibilities } = await expectation(matrix(Float32Array.of(1, 2, 100, -60), 2, 2), mixture);
  expect(logLikelihoods[0]).toBeCloseTo(-1.6147335150951356, 6);
  expect(logLikelihoods[1] / -15590.7553585151).toBeCloseTo(1, 6);
  expect([...responsibilities]).toEqual([1, 1]);
});

it("says what to do where a covariance has no inverse, and leaves no tensor then", async () => {
  const before = memoryInUse();
  const flat = matrix(Float32Array.of(1, 2, 2, 4, 3, 6, 4, 8), 4, 2);
  await expect(fitted({ kind: "full", start: 1, ridge: 0 }, flat)).rejects.toThrow(
    /not positive definite.*Raise the regularisation/,
  );
  // Its second value never changes.
  const still = matrix(Float32Array.of(1, 0, 2, 0, 7, 0, 8, 0), 4, 2);
  await expect(fitted({ kind: "diag", start: 1, ridge: 0 }, still)).rejects.toThrow(/no variance.*Raise the regularisation/);
  expect(memoryInUse()).toEqual(before);
});
