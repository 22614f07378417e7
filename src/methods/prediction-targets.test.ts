import { beforeAll, expect, it } from "vitest";
import type { Values } from "../core/hyperparameters";
import { matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import type { SavedState } from "../core/saved-state";
import { memoryInUse } from "../nn/backend";
import { startBackend } from "../nn/testing";
import type { Method } from "./method";
import { codesOfAll } from "./parts/swav-training";
import { hardAssignment } from "./parts/target-distribution";
import { trainToEnd } from "./parts/testing";
import { scan } from "./scan";
import { simgcd } from "./simgcd";
import { swav } from "./swav";

const count = 30;
const clusters = 2;

/** Bright and dark pictures with noise. */
function pixels(): Float32Array {
  const rng = Rng.fromSeed("bright and dark");
  return Float32Array.from({ length: count * 64 }, (_, p) => 0.25 + 0.5 * (Math.floor(p / 64) % 2) + 0.1 * rng.uniform());
}

const someLabels = Int32Array.from({ length: count }, (_, i) => (i % 4 === 0 ? 0 : -1));

async function finish(method: Method, more: Values, knownLabels: Int32Array | null = someLabels, resumeFrom?: SavedState) {
  const short = {
    pretrainEpochs: 1,
    batchSize: 16,
    labelBatchSize: 16,
    filters: [2, 3],
    codeSize: 3,
    heads: 2,
    scanPasses: 4,
    labelPasses: 2,
    swavPasses: 2,
    discoveryPasses: 2,
    lookPasses: 1,
    queueSize: 8,
    queuePasses: 0,
  };
  const trace = await trainToEnd(method, {
    images: { shape: { count, height: 8, width: 8, channels: 1 }, pixels: pixels(), paths: [], truth: null },
    clusters,
    values: { ...short, ...more },
    lenient: true,
    seed: 3,
    resumeFrom,
    ...(knownLabels ? { knownLabels } : {}),
  });
  return { ...trace, losses: trace.epochs.flatMap((epoch) => Object.values(epoch.losses)) };
}

beforeAll(async () => {
  await startBackend("wasm");
});

it.each([scan, swav, simgcd] as unknown as Method[])("$id trains on corrected predictions of a batch", async (method) => {
  const before = memoryInUse();
  const plain = await finish(method, { correction: "none" });
  for (const correction of ["correct", "weight", "both"]) {
    const { outcome, losses } = await finish(method, { correction });
    expect(outcome.labels).toHaveLength(count);
    for (const loss of losses) expect(loss).toSatisfy(Number.isFinite);
    expect(losses).not.toEqual(plain.losses);
    expect(outcome.columns?.map(({ id }) => id)).toContain("uncertainty");
  }
  const { outcome, losses } = await finish(method, { correction: "show" });
  expect(losses).toEqual(plain.losses);
  // SwAV corrects the prediction of prototypes, of which an image has no number.
  const columns = method.id === "swav" ? ["uncertainty"] : ["uncertainty", "correctedCluster"];
  expect(outcome.columns?.map(({ id }) => id)).toEqual(expect.arrayContaining(columns));
  const shown = ["uncertainty", "uncertainty-after", "uncertain-predictions", "corrected-clusters"];
  expect(outcome.views?.map(({ id }) => id)).toEqual(expect.arrayContaining(shown));
  expect(memoryInUse()).toEqual(before);
});

it.each([scan, simgcd] as unknown as Method[])("$id reports corrected clusters where it is told to", async (method) => {
  const shown = await finish(method, { correction: "show", correctionThreshold: 0.2 });
  const reported = await finish(method, { correction: "show", correctionThreshold: 0.2, correctLabels: true });
  expect(reported.losses).toEqual(shown.losses);
  const corrected = reported.outcome.columns?.find(({ id }) => id === "correctedCluster")?.values ?? new Float32Array();
  const told = [...corrected.keys()].filter((i) => !Number.isNaN(corrected[i]));
  expect(told.length).toBeGreaterThan(0);
  for (const i of told) expect(reported.outcome.labels[i]).toBe(corrected[i]);
  for (const [i, label] of shown.outcome.labels.entries()) if (!told.includes(i)) expect(reported.outcome.labels[i]).toBe(label);
  // SimGCD knows these classes too well for a correction to move anything.
  if (method.id === "scan") expect(reported.outcome.labels).not.toEqual(shown.outcome.labels);
});

it("SwAV looks at the codes of a set in the order of its classes as at those of a shuffled one", async () => {
  const [n, kinds, p] = [9000, 8, 24];
  const rng = Rng.fromSeed("scores");
  // An image scores high with the three prototypes of its kind.
  const scores = matrix(
    Float32Array.from({ length: n * p }, (_, at) => {
      const [i, j] = [Math.floor(at / p), at % p];
      return (Math.floor((i * kinds) / n) === Math.floor(j / 3) ? 0.9 : 0) + 0.05 * rng.normal();
    }),
    n,
    p,
  );
  const before = memoryInUse();
  const codes = await codesOfAll(scores, { epsilon: 0.05, sinkhornIterations: 3 }, new AbortController().signal);
  const { labels } = hardAssignment(codes);
  for (const [i, label] of labels.entries()) expect(Math.floor(label / 3)).toBe(Math.floor((i * kinds) / n));
  expect(memoryInUse()).toEqual(before);
});

it("SCAN says that a correction without self-labelling does nothing", async () => {
  const { notices } = await finish(scan as unknown as Method, { correction: "correct", labelPasses: 0 });
  expect(notices.join(" ")).toMatch(/changes and shows nothing here/);
  expect((await finish(scan as unknown as Method, { correction: "correct" })).notices.join(" ")).not.toMatch(/shows nothing/);
});

it.each([scan, swav, simgcd] as unknown as Method[])("$id goes on with a correction where it was", async (method) => {
  const values = { correction: "both", correctionPrior: 0.5 };
  const straight = await finish(method, values);
  for (const state of straight.saved.slice(-3)) {
    const resumed = await finish(method, values, someLabels, state);
    expect(resumed.outcome).toEqual(straight.outcome);
  }
});

it.each([
  [
    "SCAN, the network trained throughout",
    scan,
    { pretext: "simclr", contrastEpochs: 1, scanTrains: "all", headWidth: 0, labelChoice: "threshold", labelThreshold: 0.55 },
  ],
  [
    "SCAN by a network that normalises",
    scan,
    { network: "pooled", pooledFilters: [2, 3], scanTrains: "all", labelView: "moved" },
  ],
  [
    "SwAV without redrawing, clusters among prototypes",
    swav,
    { reconstructionWeight: 0, clusterBy: "prototypes", extraViews: 2 },
  ],
  ["SwAV among projected codes, without a queue", swav, { clusterBy: "features", queueSize: 0, frozenPasses: 0 }],
  ["SimGCD with the whole network", simgcd, { discoveryTrains: "all", contrastWeight: 0, trunkWidth: 0 }],
] as [string, unknown, Values][])("%s resumes to the bit and leaves nothing behind", async (_, method, values) => {
  const before = memoryInUse();
  const straight = await finish(method as Method, values);
  for (const loss of straight.losses) expect(loss).toSatisfy(Number.isFinite);
  for (const state of straight.saved)
    expect((await finish(method as Method, values, someLabels, state)).outcome).toEqual(straight.outcome);
  expect(memoryInUse()).toEqual(before);
});

it("says where batches are too small to be of even sizes", async () => {
  const { notices } = await finish(simgcd as unknown as Method, { correction: "correct", batchSize: 8 });
  expect(notices.join(" ")).toMatch(/too small to correct/);
});

it("SCAN tells every head's loss, keeps the lowest, and skips batches of which it is not sure", async () => {
  const { outcome, notices, losses } = await finish(scan as unknown as Method, {
    labelChoice: "threshold",
    labelThreshold: 1,
  });
  expect(notices.join(" ")).toMatch(/Head [12] of 2 has the lowest loss and is kept/);
  expect(outcome.labels).toHaveLength(count);
  // Nothing is learned in the last phase: its epochs have no losses.
  const plain = await finish(scan as unknown as Method, { labelPasses: 0 });
  expect(losses).toEqual(plain.losses);
  expect(outcome.labels).toEqual(plain.outcome.labels);
});

it("SimGCD refuses to start without labels, and with more known classes than clusters", async () => {
  const none = await finish(simgcd as unknown as Method, {}, null).catch((fault: Error) => fault.message);
  expect(none).toMatch(/learns from some labels/);
  const many = Int32Array.from({ length: count }, (_, i) => i % 3);
  const told = await finish(simgcd as unknown as Method, {}, many).catch((fault: Error) => fault.message);
  expect(told).toMatch(/Labels of 3 classes are given/);
});
