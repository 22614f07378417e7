import { expect, it } from "vitest";
import { parseValues, type Values } from "../core/hyperparameters";
import { type Matrix, matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import type { Method } from "./method";
import type { StartFacts } from "./parts/refusal";
import { methods } from "./registry";

const methodOf = (id: string): Method => {
  const found = methods.find((method) => method.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};

const pointsOf = (rows: number, cols: number, value = 0.5): Matrix =>
  matrix(new Float32Array(rows * cols).fill(value), rows, cols);

function refusalOf(id: string, points: Matrix, given: Values = {}, facts: Partial<StartFacts<Values>> = {}) {
  const method = methodOf(id);
  const values = parseValues(method.hyperparameters, given);
  return method.refuses?.({ points, clusters: 2, values, onCodes: false, knownClasses: 0, ...facts }) ?? null;
}

/** Only the size counts: nobody holds so many. */
const sized = (rows: number, cols: number): Matrix => ({ data: new Float32Array(0), rows, cols });

it.each([
  ["spectral", pointsOf(2, 4), {}, {}, /needs 3 images/, undefined],
  ["dbscan", pointsOf(4, 4), {}, {}, /No image can have 5 images/, { values: { minPoints: 4 } }],
  ["gmm", sized(9_000, 3_072), {}, { clusters: 20 }, /choose diagonal ones/, { values: { covariance: "diag" } }],
  ["agglomerative", sized(30_000, 50), { linkage: "average" }, {}, /up to 20000 images fit/, { values: { linkage: "ward" } }],
  ["agglomerative", sized(70_000, 3_072), {}, {}, /Reduce them by PCA/, { values: { reduce: "pca" } }],
  ["sdcn", sized(20_000, 784), { stepsOver: "all" }, {}, /Choose steps over batches/, { values: { stepsOver: "batches" } }],
  ["gicc", pointsOf(50, 4), { instanceWeight: 0, clusterWeight: 0 }, {}, /weight zero/, undefined],
  [
    "nnc",
    pointsOf(50, 4),
    { stabilityWeight: 0, neighbourWeight: 0, klWeight: 0, reconstructionWeight: 0 },
    {},
    /Every weight is zero/,
    undefined,
  ],
  ["nmf", pointsOf(50, 4, -1), {}, { onCodes: true }, /not negative, and image 1 has -1/, undefined],
  [
    "swav",
    pointsOf(50, 4),
    { prototypes: 4, clusterBy: "prototypes" },
    { clusters: 5 },
    /4 prototypes can't be divided into 5 clusters/,
    { values: { clusterBy: "codes" } },
  ],
  ["simgcd", pointsOf(50, 4), {}, { knownClasses: 5 }, /at least 5 clusters/, { clusters: 5 }],
] as const)("%s says before the start what it would refuse", (id, points, values, facts, message, instead) => {
  const refusal = refusalOf(id, points, values, facts);
  expect(refusal?.message).toMatch(message);
  expect(refusal?.instead).toEqual(instead);
  // What is offered instead is not refused.
  const { values: better, ...rest } = refusal?.instead ?? {};
  if (refusal?.instead) expect(refusalOf(id, points, { ...values, ...better }, { ...facts, ...rest })).toBeNull();
});

it("refuses nothing of many pictures under its defaults", () => {
  for (const { id } of methods) expect(refusalOf(id, pointsOf(60, 64)), id).toBeNull();
  // Features are raised to zero.
  expect(refusalOf("nmf", pointsOf(50, 4, -1))).toBeNull();
});

it.each([
  ["spectral", 2, {}],
  ["dbscan", 4, {}],
] as const)("%s itself throws the same sentence", async (id, count, given) => {
  const method = methodOf(id);
  const values = parseValues(method.hyperparameters, given);
  const points = pointsOf(count, 4);
  const training = method.train({
    images: { shape: { count, height: 2, width: 2, channels: 1 }, pixels: points.data, paths: [], truth: null },
    codes: null,
    clusters: 2,
    rng: Rng.fromSeed(1),
    signal: new AbortController().signal,
    resumeFrom: undefined,
    workCache: null,
    settings: () => values,
  });
  const toTheEnd = async () => {
    for (let next = await training.next(); !next.done; next = await training.next());
  };
  await expect(toTheEnd()).rejects.toThrow(refusalOf(id, points, given)?.message ?? "nothing");
});
