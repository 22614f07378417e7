import { beforeAll, expect, it } from "vitest";
import type { Values } from "../../core/hyperparameters";
import { Rng } from "../../core/rng";
import { startBackend } from "../../nn/testing";
import { autoencoderKmeans } from "../autoencoder-kmeans";
import { trainingOf } from "./testing";
import type { DeepState } from "./workbench";

beforeAll(async () => {
  await startBackend("wasm");
});

const count = 60;
const rng = Rng.fromSeed("pictures without groups");
const images = {
  shape: { count, height: 8, width: 8, channels: 1 },
  pixels: Float32Array.from({ length: count * 64 }, () => rng.uniform()),
  paths: [],
  truth: null,
} as const;

/** Clusters shown after each epoch of pretraining, and the state after each. */
async function shownBy(values: Values, resumeFrom?: DeepState) {
  const training = trainingOf(autoencoderKmeans, { images, clusters: 6, values, resumeFrom });
  const labels: Int32Array[] = [];
  const saved: DeepState[] = [];
  for (let next = await training.next(); !next.done && labels.length < 5; next = await training.next()) {
    if (next.value.kind !== "epoch") continue;
    labels.push((await next.value.snapshot()).labels ?? new Int32Array(0));
    saved.push(structuredClone(await next.value.save()));
  }
  await training.return(undefined as never);
  return { labels, saved };
}

it.each([
  ["of all layers", { pretrainEpochs: 12, filters: [2], codeSize: 3, batchSize: 10 }],
  ["layer by layer", { stacked: true, layerEpochs: 6, network: "dense", widths: [12, 3], batchSize: 10 }],
])("a pretraining %s that resumes shows the clusters under the numbers that they had", async (_, values) => {
  const straight = await shownBy(values);
  const resumed = await shownBy(values, straight.saved[1]);
  expect(resumed.labels[0]).toEqual(straight.labels[2]);
  expect(resumed.labels[1]).toEqual(straight.labels[3]);
});
