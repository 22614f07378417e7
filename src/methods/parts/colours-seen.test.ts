import { beforeAll, describe, expect, it } from "vitest";
import type { Images } from "../../core/images";
import { Rng } from "../../core/rng";
import { scoresOf } from "../../metrics/registry";
import { memoryInUse } from "../../nn/backend";
import { startBackend } from "../../nn/testing";
import { autoencoderKmeans } from "../autoencoder-kmeans";
import { kmeansMethod } from "../kmeans";
import { seenImages, seesEvened } from "./colours-seen";
import { trainToEnd } from "./testing";

beforeAll(async () => {
  await startBackend("wasm");
});

const count = 90;
const kinds = 3;

/** Three kinds of pictures 8 x 8 that differ by a faint tint, each under a light of its own. */
function tinted(): Images {
  const rng = Rng.fromSeed("tinted");
  const pixels = new Float32Array(count * 8 * 8 * 3);
  for (let i = 0; i < count; i++) {
    const light = rng.between(0.2, 0.8);
    for (let p = 0; p < 64; p++) {
      const here = light + 0.02 * rng.normal();
      for (let c = 0; c < 3; c++) pixels[(i * 64 + p) * 3 + c] = here + (c === i % kinds ? 0.06 : -0.03) + 0.01 * rng.normal();
    }
  }
  return { shape: { count, height: 8, width: 8, channels: 3 }, pixels, paths: [], truth: null };
}

const truth = Int32Array.from({ length: count }, (_, i) => i % kinds);

describe("colours seen", () => {
  it.each(["evened", "plain"] as const)("let k-means tell tints apart where they are evened out: %s", async (colours) => {
    const { outcome } = await trainToEnd(kmeansMethod, { images: tinted(), clusters: kinds, values: { colours } });
    const nmi = scoresOf(outcome.labels, truth)?.nmi;
    if (colours === "evened") expect(nmi).toBeGreaterThan(0.95);
    else expect(nmi).toBeLessThan(0.3);
  });

  it.each(["evened", "plain"] as const)("let a network tell tints apart where they are evened out: %s", async (colours) => {
    const values = {
      colours,
      filters: [4, 8],
      codeSize: 4,
      pretrainEpochs: 80,
      pretrainLearningRate: 5e-3,
      batchSize: 32,
      shift: 0,
      rotation: 0,
      zoom: 0,
    };
    const { outcome } = await trainToEnd(autoencoderKmeans, { images: tinted(), clusters: kinds, values, lenient: true });
    const nmi = scoresOf(outcome.labels, truth)?.nmi;
    if (colours === "evened") expect(nmi).toBeGreaterThan(0.95);
    else expect(nmi).toBeLessThan(0.3);
  });

  it("are those of pictures that have any, and give back what they hold", async () => {
    const before = memoryInUse();
    const images = tinted();
    const grey: Images = { ...images, shape: { ...images.shape, height: 24, channels: 1 } };
    expect(seesEvened({ colours: "evened" }, grey.shape)).toBe(false);
    const asTheyAre = await seenImages(grey, { colours: "evened" });
    expect(asTheyAre.pixelsSeen().data).toBe(grey.pixels);
    asTheyAre.images.dispose();
    const evened = await seenImages(images, { colours: "evened" });
    const batch = evened.images.range(7, 9);
    const size = 8 * 8 * 3;
    const points = evened.pixelsSeen();
    for (const [p, value] of (await batch.data()).entries()) expect(value).toBeCloseTo(points.data[7 * size + p], 4);
    batch.dispose();
    evened.images.dispose();
    expect(memoryInUse()).toEqual(before);
  });
});
