import { beforeAll, expect, it } from "vitest";
import { defaultsOf, type ValuesOf } from "../core/hyperparameters";
import { type Matrix, matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import { startBackend } from "../nn/testing";
import { goldenDigits } from "../numerics/testing";
import { nmf } from "./nmf";

beforeAll(async () => {
  await startBackend("wasm");
});

type Values = ValuesOf<typeof nmf.hyperparameters>;

async function run(codes: Matrix, clusters: number, values: Partial<Values>) {
  const settings = { ...defaultsOf(nmf.hyperparameters), ...values };
  const training = nmf.train({
    images: {
      shape: { count: codes.rows, height: 1, width: codes.cols, channels: 1 },
      pixels: codes.data,
      paths: [],
      truth: null,
    },
    codes,
    clusters,
    rng: Rng.fromSeed(1),
    signal: new AbortController().signal,
    resumeFrom: undefined,
    workCache: null,
    settings: () => settings,
  });
  const epochs: { losses: Readonly<Record<string, number>>; attempt?: Int32Array }[] = [];
  const notices: string[] = [];
  for (;;) {
    const next = await training.next();
    if (next.done) return { outcome: next.value, epochs, notices };
    if (next.value.kind === "epoch") epochs.push(next.value);
    if (next.value.kind === "notice") notices.push(next.value.message);
  }
}

/** 60 images of 9 values: each has one of three parts, more or less of it, and a little of everything. */
function parts(): Matrix {
  const rng = Rng.fromSeed(2);
  const data = new Float32Array(60 * 9);
  for (let i = 0; i < 60; i++) {
    const amount = rng.between(0.5, 3);
    for (let c = 0; c < 9; c++) data[i * 9 + c] = (Math.floor(c / 3) === i % 3 ? amount : 0) + 0.05 * rng.uniform();
  }
  return matrix(data, 60, 9);
}

const kinds = (labels: Int32Array) => new Set(Array.from(labels, (label, i) => `${label}/${i % 3}`)).size;

it.each([
  ["coordinate descent", {}],
  ["multiplicative updates", { solver: "mu" }],
  ["a random start", { init: "random", restarts: 3 }],
  ["a graph", { graph: "binary", smoothness: 1 }],
  ["a heat kernel", { graph: "heat", smoothness: 1 }],
] as const)("finds the parts by %s, however much an image has of them", async (_, values) => {
  const { outcome, epochs } = await run(parts(), 3, { clustersBy: "argmax", ...values });
  expect(kinds(outcome.labels)).toBe(3);
  expect(outcome.codes.cols).toBe(3);
  expect(outcome.codes.data.every((value) => value >= 0)).toBe(true);
  expect(epochs).toHaveLength("restarts" in values ? 3 : 1);
  expect(epochs[0].attempt).toHaveLength(60);
});

it("a strong graph makes the shares of neighbours more alike", async () => {
  const apart = async (smoothness: number) => {
    const { outcome } = await run(parts(), 3, { graph: "binary", smoothness, neighbours: 19 });
    const { data } = outcome.codes;
    let within = 0;
    let all = 0;
    for (let i = 0; i < 57; i++)
      for (let j = 0; j < 3; j++) {
        within += (data[(i + 3) * 3 + j] - data[i * 3 + j]) ** 2;
        all += data[i * 3 + j] ** 2;
      }
    return within / all;
  };
  expect(await apart(100)).toBeLessThan(0.5 * (await apart(0)));
});

it("goes on along a strong graph, whose penalty is most of the loss at the start", async () => {
  const values = { graph: "binary", neighbours: 5, smoothness: 1000, init: "nndsvda" } as const;
  const { epochs } = await run(goldenDigits().points, 10, values);
  // 8.8 after 60 iterations; 53.5 after the ten before the first look at the tolerance.
  expect(epochs.at(-1)?.losses.reconstruction).toBeLessThan(10);
});

it("starts at random where there are fewer values than parts, and says so", async () => {
  const { outcome, notices } = await run(matrix(Float32Array.of(1, 0, 0, 1, 2, 0, 0, 2), 4, 2), 3, { clustersBy: "argmax" });
  expect(notices[0]).toBe("There are fewer values or images than 3 parts, so the start is random.");
  expect(outcome.codes.cols).toBe(3);
});

it("refuses negative values and more clusters than images", async () => {
  await expect(run(matrix(Float32Array.of(1, 2, 3, -0.5), 2, 2), 2, {})).rejects.toThrow(
    /not negative, and image 2 has -0\.500\. The codes of a network may be negative/,
  );
  await expect(run(matrix(Float32Array.of(1, 2), 2, 1), 3, {})).rejects.toThrow(/ask for at most 2 clusters/);
});
