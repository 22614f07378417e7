import { describe, expect, test } from "vitest";
import { type Matrix, matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import { Pace } from "../numerics/pace";
import { goldenDigits, goldenValues } from "../numerics/testing";
import { neighbourVotes } from "./neighbour-votes";
import { probeScores } from "./probes";
import { classesOf, fitSoftmax } from "./softmax-regression";
import { countedTurns } from "./testing";

interface Expected {
  readonly linear: number;
  readonly neighbours: number;
  readonly predicted: readonly number[];
  readonly near: readonly number[];
  readonly weights?: readonly (readonly number[])[];
  readonly biases?: readonly number[];
}
const golden = goldenValues<Record<"ink" | "pixels", Expected>>("probes");
const { points, truth } = goldenDigits();
const everyOther = (from: number) => Int32Array.from({ length: 150 }, (_, i) => 2 * i + from);
const [taught, asked] = [everyOther(0), everyOther(1)];
const targets = taught.map((row) => truth[row]);

/** The ink of every row and of every column of 16 x 16 pictures: [n, 32], as in scripts/golden/probes.py. */
function inkOf({ data, rows }: Matrix): Matrix {
  const sums = new Float64Array(rows * 32);
  for (const [at, value] of data.entries()) {
    const p = at % 256;
    const from = Math.floor(at / 256) * 32;
    sums[from + Math.floor(p / 16)] += value;
    sums[from + 16 + (p % 16)] += value;
  }
  return matrix(Float32Array.from(sums), rows, 32);
}

const largestDifference = (found: Float64Array, expected: readonly number[]) =>
  Math.max(...expected.map((value, at) => Math.abs(found[at] - value)));
const share = (found: Int32Array) => found.filter((code, i) => code === truth[asked[i]]).length / found.length;

test("a column that never changes tells the linear classifier nothing, whatever its value", async () => {
  const ink = inkOf(points);
  const besides = (value: number) =>
    matrix(
      Float32Array.from({ length: ink.rows * 33 }, (_, p) =>
        p % 33 === 32 ? value : ink.data[Math.floor(p / 33) * 32 + (p % 33)],
      ),
      ink.rows,
      33,
    );
  const weightsBeside = async (value: number) => {
    const pace = new Pace(undefined);
    const model = await fitSoftmax(besides(value), taught, targets, 10, { iterations: 200, tolerance: 1e-9, pace });
    return model.weights.filter((_, p) => p % 33 !== 32);
  };
  expect(largestDifference(await weightsBeside(1 / 3), [...(await weightsBeside(0))])).toBeLessThan(1e-6);
});

describe.each([
  ["ink", inkOf(points)],
  ["pixels", points],
] as const)("against scikit-learn, on %s", (name, space) => {
  const { linear, neighbours, predicted, near, weights, biases } = golden[name];

  test("the linear classifier has its coefficients and answers", async () => {
    const pace = new Pace(undefined);
    const model = await fitSoftmax(space, taught, targets, 10, { iterations: 5000, tolerance: 1e-9, pace });
    if (weights) expect(largestDifference(model.weights, weights.flat())).toBeLessThan(1e-5);
    if (biases) expect(largestDifference(model.biases, biases)).toBeLessThan(1e-5);
    const found = await classesOf(model, space, asked, pace);
    expect(Array.from(found)).toEqual(predicted);
    expect(share(found)).toBeCloseTo(linear, 12);
    // As coarsely as probes fit, answers are the same but for a few.
    const coarse = await fitSoftmax(space, taught, targets, 10, { iterations: 100, tolerance: 1e-4, pace });
    expect(Math.abs(share(await classesOf(coarse, space, asked, pace)) - linear)).toBeLessThan(0.02);
  });

  test("the five nearest answer as there", async () => {
    const found = await neighbourVotes(space, taught, targets, asked, { k: 5, classes: 10, pace: new Pace(undefined) });
    expect(Array.from(found)).toEqual(near);
    expect(share(found)).toBeCloseTo(neighbours, 12);
  });
});

/** Two heaps in the plane, the second `apart` beside the first. */
function heaps(count: number, apart: number) {
  const rng = Rng.fromSeed("heaps");
  const labels = Int32Array.from({ length: count }, (_, i) => (i % 4 === 0 ? 7 : 3));
  const data = Float32Array.from(
    { length: 2 * count },
    (_, p) => rng.normal() + (p % 2 === 0 && labels[p >> 1] === 7 ? apart : 0),
  );
  return { codes: matrix(data, count, 2), labels };
}
const of = (codes: Matrix, labels: Int32Array, most = 5000, seed = 1) =>
  probeScores(codes, labels, { rng: Rng.fromSeed(seed), most, ...countedTurns() });

describe("probes", () => {
  test("read what lies apart, and guess the commoner class where nothing does", async () => {
    const { codes, labels } = heaps(400, 12);
    expect(await of(codes, labels)).toEqual({ linearProbe: 1, neighbourProbe: 1, taught: 200, asked: 200 });
    const mixed = heaps(400, 0);
    expect((await of(mixed.codes, mixed.labels))?.linearProbe).toBeCloseTo(0.75, 1);
  });

  test("leave out images without a label and classes of one image, and round the taught half up", async () => {
    const { codes, labels } = heaps(40, 12);
    labels.set([-1, -1, -1], 0);
    labels[4] = 99;
    // Left are 28 of class 3 and 8 of class 7, but for the changed ones.
    const kept = [3, 7].map((label) => labels.filter((one) => one === label).length);
    expect(await of(codes, labels)).toMatchObject({
      taught: Math.ceil(kept[0] / 2) + Math.ceil(kept[1] / 2),
      asked: Math.floor(kept[0] / 2) + Math.floor(kept[1] / 2),
    });
  });

  test("are of a sample of each class where there are many images, by seed", async () => {
    const { codes, labels } = heaps(2000, 2);
    const found = await of(codes, labels, 200);
    expect((found?.taught ?? 0) + (found?.asked ?? 0)).toBeGreaterThan(190);
    expect((found?.taught ?? 0) + (found?.asked ?? 0)).toBeLessThanOrEqual(200);
    expect(await of(codes, labels, 200)).toEqual(found);
    expect(await of(codes, labels, 200, 2)).not.toEqual(found);
  });

  test("are none without two classes of two, and no numbers where codes are none", async () => {
    const { codes, labels } = heaps(40, 1);
    expect(await of(codes, labels.fill(3))).toBeNull();
    expect(await of(codes, labels.fill(-1))).toBeNull();
    expect(
      await of(
        codes,
        Int32Array.from(labels, (_, i) => i),
      ),
    ).toBeNull();
    codes.data.fill(Number.NaN);
    expect(
      await of(
        codes,
        Int32Array.from(labels, (_, i) => i % 2),
      ),
    ).toMatchObject({ linearProbe: Number.NaN, taught: 20 });
    await expect(of(codes, new Int32Array(3))).rejects.toThrow("there are 40 codes, but 3 labels");
  });

  test("give up the thread, and stop when they are told to", async () => {
    const turns = countedTurns();
    await probeScores(points, truth, { rng: Rng.fromSeed(1), ...turns });
    expect(turns.count()).toBeGreaterThan(5);
    const stopping = countedTurns(3);
    await expect(probeScores(points, truth, { rng: Rng.fromSeed(1), ...stopping })).rejects.toThrow("stopped at turn 3");
  });
});
