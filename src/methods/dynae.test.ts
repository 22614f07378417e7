import { beforeAll, describe, expect, it } from "vitest";
import type { Values } from "../core/hyperparameters";
import type { PicturesView } from "../core/live-view";
import { memoryInUse } from "../nn/backend";
import { startBackend } from "../nn/testing";
import { dynae } from "./dynae";
import { bars, trainingOf, trainToEnd } from "./parts/testing";
import type { DeepState } from "./parts/workbench";

const count = 30;
const clusters = 3;

const short: Values = {
  interpolation: "adversarial",
  pretrainEpochs: 3,
  restarts: 2,
  filters: [3, 4],
  pooledFilters: [2, 3],
  widths: [9, 8],
  codeSize: 4,
  batchSize: 10,
  init: "kmeans",
  maxIterations: 4,
  updateInterval: 2,
};
const options = (values: Values = {}) => ({
  images: bars(count, clusters, 8),
  clusters,
  values: { ...short, ...values },
  seed: 3,
});
const finish = (values: Values, resumeFrom?: DeepState) => trainToEnd(dynae, { ...options(values), resumeFrom });

beforeAll(async () => {
  await startBackend("wasm");
});

describe.each(["convolutional", "dense", "pooled"] as const)("DynAE pretrained beside a %s critic", (network) => {
  it("resumed from any epoch ends where a straight run ends, and leaves no tensor", async () => {
    const before = memoryInUse();
    const straight = await finish({ network });
    for (const [index, state] of straight.saved.entries()) {
      const resumed = await finish({ network }, state);
      expect(resumed.outcome, `from epoch event ${index}`).toEqual(straight.outcome);
      expect(resumed.epochs.map(({ losses }) => losses)).toEqual(straight.epochs.slice(index + 1).map(({ losses }) => losses));
    }
    expect(memoryInUse()).toEqual(before);
  });

  it("keeps the critic while it plays, and throws it away with pretraining", async () => {
    const { saved, phaseOfEpoch } = await finish({ network });
    const critics = saved.map((state) => Object.keys(state.network).some((name) => name.startsWith("critic/")));
    expect(critics).toEqual(phaseOfEpoch.map((phase) => phase === "pretrain"));
    expect(new Set(critics).size).toBe(2);
  });
});

it("both sides learn: pictures are redrawn better, and the critic errs less than one who always says the mean", async () => {
  const { epochs, phaseOfEpoch } = await finish({ pretrainEpochs: 60, pretrainLearningRate: 0.01 });
  const told = epochs.filter((_, i) => phaseOfEpoch[i] === "pretrain").map(({ losses }) => losses);
  const [first, last] = [told[1], told[told.length - 1]];
  expect(last.reconstruction).toBeLessThan(first.reconstruction / 3);
  // α is even in [0, ½] and the real ones are 0: of constants ⅛ errs least, by 1/48 + ⅛² + ⅛².
  expect(last.critic).toBeLessThan(1 / 48 + 2 / 64);
  expect(last.total).toBeCloseTo(last.reconstruction + last.critic, 5);
});

it("shows what lies between two pictures, from the one to the other, while it pretrains", async () => {
  const training = trainingOf(dynae, options());
  for (;;) {
    const next = await training.next();
    if (next.done) throw new Error("the run ended without an epoch of pretraining");
    if (next.value.kind !== "epoch" || next.value.epoch < 2) continue;
    const { views } = await next.value.snapshot();
    const of = (id: string) => views?.find((view): view is PicturesView => view.kind === "pictures" && view.id === id);
    const [between, redrawn] = [of("between"), of("reconstructions")];
    expect(between?.rows.map(({ title }) => title)).toEqual(["One picture", "3 : 1", "1 : 1", "1 : 3", "Another"]);
    // At its ends it is the redrawn pictures, the lower ones moved on by one.
    const columns = 16;
    const own = redrawn?.rows[1].pixels;
    expect(between?.rows[0].pixels).toEqual(own);
    expect(between?.rows[4].pixels.subarray(0, (columns - 1) * 64)).toEqual(own?.subarray(64));
    expect(between?.rows[4].pixels.subarray((columns - 1) * 64)).toEqual(own?.subarray(0, 64));
    await training.return(undefined as never);
    return;
  }
});

it("without a critic pretrains as every other method", async () => {
  const { epochs } = await finish({ interpolation: "none" });
  expect(Object.keys(epochs[1].losses)).toEqual(["total", "reconstruction"]);
});
