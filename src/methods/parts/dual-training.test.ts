import { expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { createDualAutoencoder } from "../../nn/encoders/dual-autoencoder";
import { startBackend } from "../../nn/testing";
import { pretrainEpochsOf } from "./autoencoder-settings";
import { pretrainShare } from "./dual-training";

it.each([
  [16, 150],
  [28, 46],
  [64, 45],
])("pretrains 9,298 square pictures of side %i on the default network in %i passes", async (side, passes) => {
  await startBackend("cpu");
  const shape = { count: 9298, height: side, width: side, channels: 1 } as const;
  const options = { network: "convolutional", filters: [32, 64, 128], widths: [], codeSize: 10, logVarianceStart: -3 } as const;
  const network = createDualAutoencoder(options, shape, Rng.fromSeed(1));
  const share = pretrainShare(network.passWork);
  expect(pretrainEpochsOf({ pretrainEpochs: 0, batchSize: 256 }, shape.count, share)).toBe(passes);
  network.dispose();
});
