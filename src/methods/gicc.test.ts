import { beforeAll, describe, expect, it } from "vitest";
import { parseValues, type Values } from "../core/hyperparameters";
import { Rng } from "../core/rng";
import type { SavedState } from "../core/saved-state";
import { memoryInUse } from "../nn/backend";
import { startBackend } from "../nn/testing";
import { gicc } from "./gicc";
import type { Method } from "./method";
import type { DeepState } from "./parts/workbench";
import { spicc } from "./spicc";

beforeAll(async () => {
  await startBackend("wasm");
});

const count = 24;
const clusters = 3;
const small = {
  filters: [2, 3],
  codeSize: 3,
  batchSize: 10,
  pretrainEpochs: 1,
  restarts: 1,
  graphEpochs: 6,
  graphRefresh: 2,
  centreEpochs: 4,
  pairEpochs: 2,
  pairRefresh: 1,
  headStartEpochs: 1,
  headWidths: [5, 4],
};

/** Runs on three kinds of 8 x 8 pictures to the end: the outcome, and what was saved after every epoch. */
async function trained(method: Method, more: Values, resumeFrom?: SavedState) {
  const rng = Rng.fromSeed("kinds");
  const known = Object.entries({ ...small, ...more }).filter(([name]) => name in method.hyperparameters);
  const values = parseValues(method.hyperparameters, Object.fromEntries(known));
  const training = method.train({
    codes: null,
    images: {
      shape: { count, height: 8, width: 8, channels: 1 },
      pixels: Float32Array.from({ length: count * 64 }, (_, p) => {
        const [i, y, x] = [p >> 6, (p >> 3) & 7, p & 7];
        return 0.8 * rng.uniform() * ([y < 4, x < 4, x + y < 8][i % clusters] ? 1 : 0.2);
      }),
      paths: Array.from({ length: count }, (_, i) => String(i)),
      truth: null,
    },
    clusters,
    rng: Rng.fromSeed(1),
    signal: new AbortController().signal,
    resumeFrom,
    workCache: null,
    settings: () => values,
  });
  const saved: SavedState[] = [];
  const kinds = new Set<string>();
  for (;;) {
    const next = await training.next();
    if (next.done) return { outcome: next.value, saved, kinds };
    if (next.value.kind !== "epoch") continue;
    for (const value of Object.values(next.value.losses)) expect(value).toSatisfy(Number.isFinite);
    for (const { kind } of (await next.value.snapshot()).views ?? []) kinds.add(kind);
    saved.push(structuredClone(await next.value.save()));
  }
}

const methods = [gicc, spicc] as unknown as readonly Method[];
const recipes = methods.flatMap((method) => method.recipes.map((recipe) => [method.id, recipe.id, method, recipe] as const));

describe.each(recipes)("the recipe of %s, %s", (_, __, method, recipe) => {
  it("runs to an end, the same after a resume in the midst of it, and leaves nothing behind", async () => {
    const before = memoryInUse();
    const values = { ...recipe.values, graphEpochs: small.graphEpochs, centreEpochs: 4, pairEpochs: 2 };
    const straight = await trained(method, values);
    expect(new Set(straight.outcome.labels).size).toBeLessThanOrEqual(clusters);
    const middle = straight.saved[Math.floor(straight.saved.length / 2)];
    expect((await trained(method, values, middle)).outcome).toEqual(straight.outcome);
    expect(memoryInUse()).toEqual(before);
  });
});

it("GICC shows its affinities and its graph", async () => {
  const { kinds } = await trained(gicc as unknown as Method, {});
  for (const kind of ["matrix", "graph", "pictures"]) expect(kinds).toContain(kind);
});

/** At each look, of the graph known before it: the passes after which it was made. */
async function graphsMade(more: Values): Promise<number[]> {
  const { saved } = await trained(gicc as unknown as Method, more);
  return saved.flatMap((state) => {
    const { joint } = state as DeepState;
    return joint ? [(joint.memory as { readonly madeAt: number }).madeAt] : [];
  });
}

it("GICC makes its graph anew, and holds it still in the last third", async () => {
  // Looks after 0, 2, 4 and 6 passes.
  expect(await graphsMade({})).toEqual([0, 0, 2, 2]);
});

it("GICC looks after every pass where its graph is made anew after each", async () => {
  expect(await graphsMade({ graphRefresh: 1 })).toEqual([0, 0, 1, 2, 3, 3, 3]);
});

it("GICC refuses to train for nothing", async () => {
  await expect(trained(gicc as unknown as Method, { instanceWeight: 0, clusterWeight: 0 })).rejects.toThrow(
    "nothing to cluster by",
  );
});
