import { beforeAll, expect, it } from "vitest";
import { startBackend } from "../../nn/testing";
import { memoryWorkStore } from "../../worker/work-cache";
import type { WorkCache } from "../method";
import { simclrKmeans } from "../simclr-kmeans";
import { bars, trainingOf } from "./testing";

beforeAll(async () => {
  await startBackend("wasm");
});

const short = {
  filters: [2, 3],
  codeSize: 3,
  batchSize: 8,
  pretrainEpochs: 3,
  contrastEpochs: 1,
  projectionWidths: [4, 3],
  restarts: 1,
  start: "autoencoder",
};

/** The codes that a run ends with, rotation being `rotations[e]` after epoch e and the default from then on. */
async function codesAfter(workCache: WorkCache | null, rotations: readonly number[]): Promise<Float32Array | undefined> {
  let seen = 0;
  const training = trainingOf(simclrKmeans, {
    images: bars(24, 3, 8),
    clusters: 3,
    values: short,
    settings: () => (seen < rotations.length ? { ...short, rotation: rotations[seen] } : short),
    workCache,
  });
  for (;;) {
    const next = await training.next();
    if (next.done) return next.value.codes.data;
    if (next.value.kind === "epoch") seen += 1;
  }
}

it("keeps no network whose settings were others for a time", async () => {
  const straight = await codesAfter(null, []);
  const cache = memoryWorkStore();
  const detour = await codesAfter(cache, [15, 90, 15]);
  expect(detour).not.toEqual(straight);
  expect(await codesAfter(cache, [])).toEqual(straight);
});
