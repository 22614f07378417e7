import { beforeAll, describe, expect, it } from "vitest";
import type { Values } from "../core/hyperparameters";
import type { Images } from "../core/images";
import { Rng } from "../core/rng";
import type { Outcome } from "../core/saved-state";
import { memoryInUse } from "../nn/backend";
import { startBackend } from "../nn/testing";
import { autoencoderKmeans } from "./autoencoder-kmeans";
import { trainToEnd } from "./parts/testing";
import type { DeepState } from "./parts/workbench";

const count = 48;

/** Three kinds of stripes, 6 x 7 grey. */
function stripes(): Images {
  const rng = Rng.fromSeed("stripes");
  const pixels = Float32Array.from({ length: count * 42 }, (_, at) => {
    const [i, y, x] = [Math.floor(at / 42), Math.floor((at % 42) / 7), at % 7];
    const bright = [y % 4 < 2, x % 4 < 2, (x + y) % 4 < 2][i % 3];
    return Math.min(1, Math.max(0, (bright ? 0.8 : 0.2) + 0.05 * rng.normal()));
  });
  return { shape: { count, height: 6, width: 7, channels: 1 }, pixels, paths: [], truth: null };
}

const short: Values = {
  network: "dense",
  widths: [12, 8],
  codeSize: 3,
  batchSize: 16,
  pretrainEpochs: 2,
  layerEpochs: 2,
  restarts: 2,
  rotation: 0,
  shift: 0,
  zoom: 0,
};

const train = (more: Values, resumeFrom?: DeepState) =>
  trainToEnd(autoencoderKmeans, { images: stripes(), clusters: 3, values: { ...short, ...more }, resumeFrom });

describe("autoencoder-kmeans", () => {
  beforeAll(async () => {
    await startBackend("wasm");
  });

  it.each([
    ["denoising", { corruption: "masking" }],
    ["denoising with Gaussian noise", { corruption: "gaussian", network: "convolutional", filters: [3, 4] }],
    ["sparse", { sparsity: "activation" }],
    ["sparse by size", { sparsity: "absolute", network: "convolutional", filters: [3, 4] }],
    ["stacked", { stacked: true }],
    ["stacked, sparse and clustered by a mixture", { stacked: true, sparsity: "activation", init: "gmm" }],
  ])("%s: resumes to the bit from every epoch and leaves no tensor behind", async (_, values: Values) => {
    const before = memoryInUse();
    const straight = await train(values);
    const numbers = straight.epochs.map(({ epoch }) => epoch);
    expect(numbers).toEqual(numbers.map((__, i) => i));
    const losses = straight.epochs.map((event) => event.losses);
    for (const [index, state] of straight.saved.entries()) {
      const resumed = await train(values, state);
      expect(resumed.outcome, `resumed from epoch ${index}`).toEqual(straight.outcome);
      expect(resumed.epochs.map((event) => event.losses)).toEqual(losses.slice(index + 1));
    }
    expect(memoryInUse()).toEqual(before);
  });

  it("trains a stack layer by layer, the ones below standing still", async () => {
    const { phases, epochs, saved } = await train({ stacked: true, layerEpochs: 30, layerDropout: 0 });
    expect(phases).toEqual(["layers", "pretrain", "cluster"]);
    const weights = (state: DeepState, name: string) => state.network[`${name}/weights`].data;
    for (const layer of [0, 1, 2]) {
      const [from, to] = [30 * layer, 30 * (layer + 1)];
      expect(epochs[to].facts?.layer).toBe(layer + 1);
      expect(epochs[to].losses.layerReconstruction).toBeLessThan(0.8 * epochs[from + 1].losses.layerReconstruction);
      for (const other of [0, 1, 2]) {
        for (const name of [`encoder/${other}`, `decoder/${2 - other}`]) {
          const same = expect(weights(saved[to], name), `${name} while layer ${layer} is trained`);
          if (other === layer) same.not.toEqual(weights(saved[from], name));
          else same.toEqual(weights(saved[from], name));
        }
      }
    }
    // Together they begin better than layers that have never been trained.
    const together = epochs.find((event) => event.losses.reconstruction !== undefined);
    const untrained = (await train({})).epochs[1];
    expect(together?.losses.reconstruction).toBeLessThan(untrained.losses.reconstruction);
  });

  it("brings the mean activation of every unit near the wanted one", async () => {
    const meansOf = async (sparsityTarget: number) => {
      const values = {
        sparsity: "activation",
        sparsityWeight: 1,
        sparsityTarget,
        pretrainEpochs: 60,
        pretrainLearningRate: 0.01,
      };
      const { codes } = (await train(values)).outcome;
      expect(codes.data.every((value) => value > 0 && value < 1)).toBe(true);
      return Array.from({ length: 3 }, (_, c) => {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += codes.data[i * 3 + c];
        return sum / count;
      });
    };
    for (const target of [0.1, 0.7]) for (const mean of await meansOf(target)) expect(Math.abs(mean - target)).toBeLessThan(0.05);
  });

  it("makes smaller codes where their size has a price", async () => {
    const sizeOf = ({ codes }: Outcome) => codes.data.reduce((sum, value) => sum + Math.abs(value), 0);
    const values = { pretrainEpochs: 20 };
    const free = sizeOf((await train(values)).outcome);
    expect(sizeOf((await train({ ...values, sparsity: "absolute", sparsityWeight: 1 })).outcome)).toBeLessThan(0.5 * free);
  });

  it.each(["umap-kmeans", "gmm", "spectral"])("clusters the codes by %s too", async (init) => {
    const { outcome, epochs } = await train({ init, pretrainEpochs: 40, pretrainLearningRate: 0.01 });
    expect(new Set(outcome.labels).size).toBe(3);
    expect(epochs.at(-1)?.facts?.usedClusters).toBe(3);
    expect(outcome.views?.map(({ id }) => id)).toEqual(["reconstructions", "decoded-centres"]);
  });
});
