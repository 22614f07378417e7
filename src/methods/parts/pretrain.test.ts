import { beforeAll, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { startBackend } from "../../nn/testing";
import { autoencoderKmeans } from "../autoencoder-kmeans";
import { picturesOf, trainingOf } from "./testing";

beforeAll(async () => {
  await startBackend("wasm");
});

/** What pretraining of `pretrainEpochs` passes says of its length, and how many of 7,681 pictures of 21 x 21 its first step takes. */
async function beginning(pretrainEpochs: number) {
  const rng = Rng.fromSeed("pictures");
  const [rows, cols] = [7681, 21 * 21];
  const images = picturesOf({ data: Float32Array.from({ length: rows * cols }, () => rng.uniform()), rows, cols }, rows);
  const training = trainingOf(autoencoderKmeans, { images, clusters: 3, values: { pretrainEpochs, filters: [1], codeSize: 2 } });
  let epochs: number | null = null;
  const notices: string[] = [];
  for await (const event of training) {
    if (event.kind === "phase") epochs = event.epochs;
    if (event.kind === "notice") notices.push(event.message);
    if (event.kind === "step") return { epochs, images: event.images, notices };
  }
  return { epochs, images: null, notices };
}

it("takes many larger pictures in smaller batches where it chooses its length, and as they are set where that is set", async () => {
  expect(await beginning(0)).toEqual({ epochs: 99, images: 128, notices: [expect.stringContaining("batches of 128")] });
  expect(await beginning(150)).toEqual({ epochs: 150, images: 256, notices: [] });
});
