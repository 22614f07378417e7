import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ImageShape } from "../../core/images";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../backend";
import { trainStep } from "../fit";
import { reconstructionError } from "../losses/reconstruction";
import { adam } from "../optimizers";
import { startBackend } from "../testing";
import * as tf from "../tfjs";
import { type AutoencoderOptions, createAutoencoder } from "./autoencoder";

const options = (network: "convolutional" | "dense"): AutoencoderOptions => ({
  network,
  filters: [4, 6, 8],
  widths: [20, 30],
  codeSize: 3,
});

beforeAll(async () => {
  await startBackend("wasm");
});
let before = memoryInUse();
beforeEach(() => {
  before = memoryInUse();
});
afterEach(() => expect(memoryInUse()).toEqual(before));

describe.each(["convolutional", "dense"] as const)("%s", (network) => {
  it.each([
    [16, 16, 1],
    [28, 28, 1],
    [17, 23, 3],
    [96, 96, 3],
  ] as const)("maps %i x %i x %i pictures to codes and back", (height, width, channels) => {
    const shape: ImageShape = { count: 2, height, width, channels };
    const net = createAutoencoder(options(network), shape, Rng.fromSeed(1));
    tf.tidy(() => {
      const codes = net.encoder.apply(tf.zeros([2, height, width, channels]));
      expect(codes.shape).toEqual([2, 3]);
      expect(net.decoder.apply(codes).shape).toEqual([2, height, width, channels]);
    });
    net.dispose();
  });

  it("starts from the same weights for the same seed, and learns", async () => {
    const shape: ImageShape = { count: 8, height: 8, width: 8, channels: 1 };
    const rng = Rng.fromSeed("pictures");
    const pixels = Float32Array.from({ length: 8 * 64 }, () => rng.uniform());
    const histories: number[][] = [];
    for (let repeat = 0; repeat < 2; repeat++) {
      const net = createAutoencoder(options(network), shape, Rng.fromSeed(7));
      const optimizer = adam(net.variables);
      const batch = tf.tensor4d(pixels.slice(), [8, 8, 8, 1]);
      const history: number[] = [];
      for (let i = 0; i < 30; i++) {
        const step = await trainStep(net.variables, optimizer, 1e-2, () => {
          const error = reconstructionError(batch, net.decoder.apply(net.encoder.apply(batch)));
          return { total: error, terms: { reconstruction: error } };
        });
        history.push((await step.losses()).total);
      }
      for (const thing of [batch, optimizer, net]) thing.dispose();
      histories.push(history);
    }
    expect(histories[1]).toEqual(histories[0]);
    expect(histories[0][29]).toBeLessThan(0.6 * histories[0][0]);
  });
});
