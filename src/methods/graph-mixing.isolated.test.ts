import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { parseValues, type Values } from "../core/hyperparameters";
import { Rng } from "../core/rng";
import type { passGraph } from "../nn/encoders/graph-pass";
import type { Mixing } from "../nn/encoders/graph-tower";
import { startBackend } from "../nn/testing";
import { goldenDigits } from "../numerics/testing";
import type { Method } from "./method";
import { picturesOf } from "./parts/testing";
import { methods } from "./registry";

/** How much of the encoder's layers every pass of a graph tower has taken in. */
const passes = vi.hoisted(() => [] as Mixing[]);

vi.mock("../nn/encoders/graph-pass", async (original) => {
  const actual = await original<typeof import("../nn/encoders/graph-pass")>();
  return {
    ...actual,
    passGraph(...given: Parameters<typeof passGraph>) {
      passes.push(given[1].mixing);
      return actual.passGraph(...given);
    },
  };
});

const short: Values = {
  network: "dense",
  widths: [6, 5],
  codeSize: 3,
  pretrainEpochs: 1,
  batchSize: 15,
  restarts: 1,
  init: "kmeans",
  updateInterval: 1,
  maxIterations: 3,
  tolerance: 0,
  graphStart: 2,
  graphSteps: 1,
};

/** What the tower was run with before and after the setting of ε was changed on the way, each once. */
async function mixingsOf(id: string, more: Values, laterEpsilon: number): Promise<{ before: Mixing[]; after: Mixing[] }> {
  const { hyperparameters, train } = methods.find((one) => one.id === id) as Method;
  let values = parseValues(hyperparameters, { ...short, ...more });
  const training = train({
    images: picturesOf(goldenDigits().points, 30),
    codes: null,
    clusters: 3,
    rng: Rng.fromSeed(1),
    signal: new AbortController().signal,
    resumeFrom: undefined,
    workCache: null,
    settings: () => values,
  });
  let before: Mixing[] | null = null;
  for (;;) {
    const { done, value } = await training.next();
    if (done) return { before: distinct(before ?? []), after: distinct(passes) };
    // The first look at what both networks say.
    if (before || value.kind !== "epoch" || value.facts?.headAgreement === undefined) continue;
    before = passes.splice(0);
    values = { ...values, epsilon: laterEpsilon };
  }
}

const distinct = (mixings: readonly Mixing[]): Mixing[] =>
  [...new Set(mixings.map(({ epsilon, last }) => JSON.stringify({ epsilon, last })))].map((one) => JSON.parse(one) as Mixing);

beforeAll(async () => {
  await startBackend("wasm");
});

beforeEach(() => {
  passes.length = 0;
});

describe.each<[string, Values]>([
  ["vgdcn", {}],
  ["sdcn", { stepsOver: "batches" }],
  ["sdcn", { stepsOver: "all" }],
])("the graph network of %s %o", (id, more) => {
  it.each([
    { epsilon: 0.3, deliverLast: false },
    { epsilon: 0.7, deliverLast: true },
  ])("takes in as much of the encoder as the settings say, which may change on the way: %o", async ({ epsilon, deliverLast }) => {
    const { before, after } = await mixingsOf(id, { ...more, epsilon, deliverLast }, 0.9);
    expect(before).toEqual([{ epsilon, last: deliverLast }]);
    expect(after).toEqual([{ epsilon: 0.9, last: deliverLast }]);
  });
});
