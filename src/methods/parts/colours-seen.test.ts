import { beforeAll, describe, expect, it } from "vitest";
import { defaultsOf } from "../../core/hyperparameters";
import type { Images } from "../../core/images";
import { matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { scoresOf } from "../../metrics/registry";
import { memoryInUse } from "../../nn/backend";
import { startBackend } from "../../nn/testing";
import * as tf from "../../nn/tfjs";
import { autoencoderKmeans } from "../autoencoder-kmeans";
import { gicc } from "../gicc";
import { kmeansMethod } from "../kmeans";
import { mfvc } from "../mfvc";
import { methods } from "../registry";
import { vade } from "../vade";
import { autoencoderKey } from "./autoencoder-settings";
import { seenImages, seesEvened } from "./colours-seen";
import { graphFeatures } from "./graph-features";
import { mfvcKey } from "./mfvc-settings";
import { trainToEnd } from "./testing";
import { pixelsOf, redrawingError, vaeKey } from "./vae-settings";
import { setUpWorkbench } from "./workbench";

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

  it("are the targets of coins too: a likeness costs the least", async () => {
    const values = { ...defaultsOf(vade.hyperparameters), reconstruction: "bernoulli" } as const;
    const seen = tf.tensor4d([-0.8, 0, 0.4, 0.85, -0.2, 0.6], [1, 1, 2, 3]);
    /** Logits whose coins, brought to [-1, 1], are `target`. */
    const logits = (target: tf.Tensor) => tf.mul(2, tf.atanh(target));
    const likeness = logits(seen);
    for (const [i, value] of (await pixelsOf(likeness, values).data()).entries())
      expect(value).toBeCloseTo((await seen.data())[i], 5);
    const least = (await redrawingError(seen, likeness, values).data())[0];
    for (const shift of [-0.1, 0.1]) {
      const other = (await redrawingError(seen, logits(tf.add(seen, shift) as tf.Tensor), values).data())[0];
      expect(other).toBeGreaterThan(least);
    }
    expect(least).toBeGreaterThan(0);
  });

  it("are a part of what a kept network depends on", () => {
    const values = defaultsOf(vade.hyperparameters);
    const plain = { ...values, colours: "plain" } as const;
    for (const key of [autoencoderKey, vaeKey]) expect(key(plain)).not.toEqual(key(values));
    const mfvcValues = defaultsOf(mfvc.hyperparameters);
    expect(mfvcKey({ ...mfvcValues, colours: "plain" })).not.toEqual(mfvcKey(mfvcValues));
  });

  it.each(["evened", "plain"] as const)("are what a graph over pixels goes by: %s", async (colours) => {
    const values = { ...defaultsOf(gicc.hyperparameters), network: "dense", widths: [4], codeSize: 2, colours } as const;
    const bench = await setUpWorkbench({
      images: tinted(),
      codes: null,
      clusters: kinds,
      rng: Rng.fromSeed(1),
      signal: new AbortController().signal,
      resumeFrom: undefined,
      workCache: null,
      settings: () => values,
    });
    const features = await graphFeatures(bench, "pixels", matrix(new Float32Array(0), 0, 2));
    const seen = await bench.pixelsSeen();
    bench.dispose();
    expect(features.cols).toBe(seen.cols);
    const first = seen.data.subarray(0, seen.cols);
    expect(Math.min(...first) < 0).toBe(colours === "evened");
    const length = Math.hypot(...first);
    for (const [p, value] of first.entries()) expect(features.data[p]).toBeCloseTo(value / length, 5);
  });

  it("are as they are in every recipe that repeats a publication", () => {
    const papers = methods.flatMap(({ id, hyperparameters, recipes }) =>
      "colours" in hyperparameters && defaultsOf(hyperparameters).colours === "evened"
        ? recipes.filter((recipe) => /^As in the |thesis$|as published$/.test(recipe.title)).map((recipe) => ({ id, recipe }))
        : [],
    );
    expect(papers.length).toBeGreaterThan(20);
    for (const { id, recipe } of papers) expect(recipe.values.colours, `${id} ${recipe.id}`).toBe("plain");
  });

  it("are those of pictures that have any, and give back what they hold", async () => {
    const before = memoryInUse();
    const images = tinted();
    const grey: Images = { ...images, shape: { ...images.shape, height: 24, channels: 1 } };
    expect(seesEvened({ colours: "evened" }, grey.shape)).toBe(false);
    const asTheyAre = await seenImages(grey, { colours: "evened" });
    expect((await asTheyAre.pixelsSeen()).data).toBe(grey.pixels);
    asTheyAre.images.dispose();
    const evened = await seenImages(images, { colours: "evened" });
    const batch = evened.images.range(7, 9);
    const size = 8 * 8 * 3;
    const points = await evened.pixelsSeen();
    for (const [p, value] of (await batch.data()).entries()) expect(value).toBeCloseTo(points.data[7 * size + p], 4);
    batch.dispose();
    evened.images.dispose();
    expect(memoryInUse()).toEqual(before);
  });
});
