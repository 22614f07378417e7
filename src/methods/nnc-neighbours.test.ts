import { beforeAll, describe, expect, it } from "vitest";
import type { Values } from "../core/hyperparameters";
import type { Matrix } from "../core/matrix";
import { softAssignment } from "../nn/layers/soft-assignment";
import { startBackend } from "../nn/testing";
import { goldenDigits } from "../numerics/testing";
import { nnc } from "./nnc";
import { picturesOf, trainToEnd } from "./parts/testing";

const [n, k, alpha] = [48, 4, 2];

const pictures = picturesOf(goldenDigits().points, n);

/** A small network whose pictures are not moved, and whose one step takes in all of them. */
const still: Values = {
  filters: [4, 8],
  codeSize: 6,
  batchSize: n,
  pretrainEpochs: 20,
  pretrainLearningRate: 0.01,
  rotation: 0,
  shift: 0,
  zoom: 0,
  restarts: 2,
  init: "kmeans",
  alpha,
  updateInterval: 1,
  tolerance: 0,
  learningRate: 0.02,
};

const runOf = (values: Values) => trainToEnd(nnc, { images: pictures, clusters: k, values: { ...still, ...values }, seed: 5 });

/** The run that ends after so many steps: its outcome is what the next step starts from, whose losses a longer run tells last. */
const afterSteps = (maxIterations: number, values: Values) => runOf({ ...values, maxIterations });

/** Of each row the nearest other one. */
function nearestOthers({ data, rows, cols }: Matrix): number[] {
  const distance = (i: number, j: number) =>
    data.subarray(i * cols, (i + 1) * cols).reduce((sum, x, c) => sum + (x - data[j * cols + c]) ** 2, 0);
  return Array.from({ length: rows }, (_, i) => {
    const others = [...Array(rows).keys()].filter((j) => j !== i);
    return others.reduce((best, j) => (distance(i, j) < distance(i, best) ? j : best));
  });
}

/** L_NC of Qian et al. 2025, eq. 3: the mean of Σ_j (log q_ij − log q_n(i)j)². */
function consistencyOf(codes: Matrix, centres: Matrix, neighbourOf: readonly number[]): number {
  const logQ = softAssignment(codes, centres, alpha).data.map((q) => Math.log(Math.max(q, 1e-6)));
  const errors = neighbourOf.map((other, i) =>
    Array.from({ length: k }, (_, j) => (logQ[i * k + j] - logQ[other * k + j]) ** 2).reduce((sum, x) => sum + x, 0),
  );
  return errors.reduce((sum, x) => sum + x, 0) / n;
}

beforeAll(async () => {
  await startBackend("wasm");
});

describe("the consistency that NNC trains by", () => {
  it.each<[string, Values]>([
    ["codes at the start, held still", { neighbourSource: "start", stopGradient: true }],
    ["codes of the moment, both moving", { neighbourSource: "embedding", stopGradient: false }],
    ["pixels, held still", { neighbourSource: "pixels", stopGradient: true }],
    ["pixels, both moving", { neighbourSource: "pixels", stopGradient: false }],
  ])("is that of each picture and its neighbour among %s", async (_, values) => {
    const { outcome: first } = await afterSteps(0, values);
    const { codes, centres } = (await afterSteps(1, values)).outcome;
    const told = (await afterSteps(2, values)).epochs.at(-1)?.losses.consistency ?? Number.NaN;
    const sources = { start: first.codes, embedding: codes, pixels: { data: pictures.pixels, rows: n, cols: 256 } };
    for (const [source, points] of Object.entries(sources)) {
      const share = told / consistencyOf(codes, centres as Matrix, nearestOthers(points));
      if (source === values.neighbourSource) expect(share).toBeCloseTo(1, 3);
      // The neighbours are others, and so is their consistency.
      else expect(share).not.toBeCloseTo(1, 1);
    }
  });
});
