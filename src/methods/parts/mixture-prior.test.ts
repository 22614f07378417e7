import { beforeAll, describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../../nn/backend";
import { startBackend } from "../../nn/testing";
import * as tf from "../../nn/tfjs";
import { disposeVariables } from "../../nn/variables";
import { activeUnits } from "./active-units";
import { clusterMeans } from "./cluster-means";
import { componentSamplesView } from "./component-samples";
import { assignPrior, createPrior, fittedMixture, pooledMixture, readPrior } from "./mixture-prior";
import { VaeCalendar } from "./vade-settings";

beforeAll(async () => {
  await startBackend("wasm");
});

/** A tight and a wide cloud, two images in three in the wide one, and an axis on which all agree. */
function clouds(): { codes: Matrix; labels: Int32Array; centres: Matrix } {
  const rng = Rng.fromSeed("clouds");
  const labels = Int32Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? 0 : 1));
  const spread = [0.1, 1];
  const codes = matrix(
    Float32Array.from({ length: 900 }, (_, p) => {
      const label = labels[Math.floor(p / 3)];
      return p % 3 === 2 ? 0.5 : 8 * label + spread[label] * rng.normal();
    }),
    300,
    3,
  );
  return { codes, labels, centres: clusterMeans(codes, labels, 2) };
}

describe("first mixture", () => {
  it("gives all clusters one weight and the variance about their own means", () => {
    // By hand: the first axis deviates by ±1 from the means 1 and 11, the second not at all.
    const codes = matrix(Float32Array.of(0, 5, 2, 5, 10, 7, 12, 7), 4, 2);
    const mixture = pooledMixture(codes, Int32Array.of(0, 0, 1, 1), matrix(Float32Array.of(1, 5, 11, 7), 2, 2));
    expect([...mixture.weights]).toEqual([0.5, 0.5]);
    expect([...mixture.means]).toEqual([1, 5, 11, 7]);
    const ridge = 1e-3 / 2;
    expect([...mixture.covariances]).toEqual([1 + ridge, ridge, 1 + ridge, ridge]);
  });

  it("fits weights and variances to each cluster on request", async () => {
    const { codes, labels, centres } = clouds();
    const fitting = fittedMixture(codes, pooledMixture(codes, labels, centres), Rng.fromSeed(1), new AbortController().signal);
    let next = await fitting.next();
    while (!next.done) next = await fitting.next();
    const { weights, covariances } = next.value;
    expect(weights[0]).toBeCloseTo(1 / 3, 2);
    expect(covariances[0]).toBeLessThan(0.03);
    expect(covariances[3]).toBeGreaterThan(0.7);
  });

  it("comes back from the variables as it went in", async () => {
    const before = memoryInUse();
    const { codes, labels, centres } = clouds();
    const mixture = { ...pooledMixture(codes, labels, centres), weights: Float64Array.of(0.25, 0.75) };
    const prior = createPrior(2, 3);
    assignPrior(prior, mixture);
    const back = await readPrior(prior);
    for (const name of ["weights", "means", "covariances"] as const) {
      for (const [i, value] of back[name].entries()) expect(value / mixture[name][i]).toBeCloseTo(1, 5);
    }
    // Beyond the bounds that the loss keeps, too.
    assignPrior(prior, { ...mixture, covariances: new Float64Array(6).fill(1e-20) });
    expect((await readPrior(prior)).covariances[0]).toBeCloseTo(Math.exp(-10), 9);
    disposeVariables(prior);
    expect(memoryInUse()).toEqual(before);
  });
});

it("counts the codes that tell images apart", () => {
  expect(activeUnits(clouds().codes)).toBe(2);
  expect(activeUnits(matrix(new Float32Array(8).fill(3), 4, 2))).toBe(0);
});

it("draws the same deviations of each component every time", async () => {
  const before = memoryInUse();
  const { codes, labels, centres } = clouds();
  const mixture = pooledMixture(codes, labels, centres);
  const images = { shape: { count: 300, height: 1, width: 3, channels: 1 }, pictured: (seen: tf.Tensor) => seen } as const;
  const seen: (readonly number[])[] = [];
  const view = async () =>
    await componentSamplesView(
      mixture,
      (z) => {
        seen.push(z.shape);
        return tf.reshape(z, [z.shape[0] ?? 0, 1, 3, 1]);
      },
      images,
      Rng.fromSeed(4),
    );
  const [one, two] = [await view(), await view()];
  expect(two).toEqual(one);
  expect(seen[0]).toEqual([2, 3]);
  expect(one.rows).toHaveLength(4);
  for (const { pixels } of one.rows) expect(pixels).toHaveLength(2 * 3);
  expect(one.rows[1].pixels).not.toEqual(one.rows[0].pixels);
  expect([...(one.clusters ?? [])]).toEqual([0, 1]);
  expect(memoryInUse()).toEqual(before);
});

describe("calendar", () => {
  const values = {
    reconstructionWeight: 1,
    klWarmup: 2,
    learningRate: 1e-2,
    learningRateDecay: 0.5,
    updateInterval: 1,
    tolerance: 0,
    maxIterations: 100,
  };
  // 21 images in batches of 10: three steps a pass.
  const calendar = new VaeCalendar(21, 10);

  it("lets the prior's pull grow over the warm-up's passes, never from nothing", () => {
    const weights = [0, 1, 2, 3, 4, 5, 6, 50].map((step) => calendar.priorWeight(values, step));
    expect(weights).toEqual([1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1, 1, 1]);
    expect(calendar.priorWeight({ ...values, klWarmup: 0 }, 0)).toBe(1);
  });

  it("leaves a tenth of the steps to what follows warm-up and hold, where passes are long", () => {
    const long = { ...values, klWarmup: 50, holdStart: 50 };
    expect([0, 44, 89, 99].map((step) => calendar.priorWeight(long, step))).toEqual([1 / 90, 45 / 90, 1, 1]);
    expect([0, 89, 90, 99].map((step) => calendar.holdsStart(long, step))).toEqual([true, true, false, false]);
  });

  it("lowers the learning rate every ten passes", () => {
    const rates = [0, 29, 30, 59, 60].map((step) => calendar.learningRate(values, step));
    expect(rates).toEqual([1e-2, 1e-2, 5e-3, 5e-3, 2.5e-3]);
  });

  it("holds the first clusters for as many passes as it is told", () => {
    expect([0, 5, 6].map((step) => calendar.holdsStart({ ...values, holdStart: 2 }, step))).toEqual([true, true, false]);
    expect(calendar.holdsStart({ ...values, holdStart: 0 }, 0)).toBe(false);
  });
});
