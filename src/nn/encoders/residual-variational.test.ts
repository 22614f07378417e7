import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ImageShape } from "../../core/images";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../backend";
import { trainStep } from "../fit";
import { gaussianSquaredError } from "../losses/bernoulli";
import { sampleCodes, standardNormalKl } from "../losses/mixture-elbo";
import { adamW } from "../optimizers";
import { startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { type ResidualVariationalOptions, residualVariational } from "./residual-variational";
import { drawNoise } from "./variational";

const small: ResidualVariationalOptions = { widths: [2, 3, 4], codeSize: 5, attention: "simam", residual: true, side: null };
const made = (shape: Omit<ImageShape, "count">, options: Partial<ResidualVariationalOptions> = {}) =>
  residualVariational({ ...small, ...options }, { ...shape, count: 2 }, Rng.fromSeed(1));

beforeAll(async () => {
  await startBackend("wasm");
});
let before = memoryInUse();
beforeEach(() => {
  before = memoryInUse();
});
afterEach(() => expect(memoryInUse()).toEqual(before));

describe("the residual variational autoencoder", () => {
  it.each([
    [8, 8, 1, null],
    [17, 23, 3, null],
    [96, 96, 3, null],
    [96, 40, 3, 32],
    [1, 5, 1, null],
  ] as const)("takes %i x %i x %i pictures, resized to %s", (height, width, channels, side) => {
    const net = made({ height, width, channels }, { side });
    tf.tidy(() => {
      const own = net.picturesOf(tf.zeros([2, height, width, channels]));
      expect(own.shape).toEqual([2, side ?? height, side ?? width, channels]);
      const fused = net.fuse(own);
      expect(fused.shape).toEqual([2, net.fusedSize]);
      const { mean, logVariance } = net.posterior(fused);
      expect([mean.shape, logVariance.shape]).toEqual([
        [2, 5],
        [2, 5],
      ]);
      const drawn = net.decode(mean);
      expect(drawn.shape).toEqual(own.shape);
      expect(net.imagesOf(drawn).shape).toEqual([2, height, width, channels]);
    });
    net.dispose();
  });

  it("fuses 496 features at the paper's widths and 32 x 32, and stops where a picture has become one pixel", () => {
    const widths = [16, 32, 64, 128, 256];
    const paper = made({ height: 28, width: 28, channels: 1 }, { widths, side: 32, codeSize: 64 });
    expect(paper.fusedSize).toBe(496);
    // 17 million multiply-adds, as counted by hand from the shapes.
    expect(paper.encoderWork).toBeGreaterThan(16.5e6);
    expect(paper.encoderWork).toBeLessThan(17.5e6);
    paper.dispose();
    const usps = made({ height: 16, width: 16, channels: 1 }, { widths });
    expect(usps.fusedSize).toBe(16 + 32 + 64 + 128);
    usps.dispose();
    const wide = made({ height: 96, width: 96, channels: 3 }, { widths: [2, 3] });
    expect(wide.fusedSize).toBe(2 + 24 * 24 * 3);
    wide.dispose();
  });

  it("loses its attention and its shortcuts by the switches, and nothing else", () => {
    const names = (options: Partial<ResidualVariationalOptions>) => {
      const net = made({ height: 8, width: 8, channels: 1 }, options);
      net.dispose();
      return Object.keys(net.variables);
    };
    const whole = names({});
    expect(names({ attention: "none" })).toEqual(whole);
    const plain = names({ residual: false });
    expect(plain).toEqual(whole.filter((name) => !name.includes("shortcut")));
    expect(whole.length - plain.length).toBe(3 * 3);
    const gated = names({ attention: "cbam" });
    expect(gated.filter((name) => !name.includes("attention"))).toEqual(whole);
    expect(gated.filter((name) => name.includes("attention/")).length).toBe(3 * 7);
  });

  it("pays attention: the features differ with it, with none, and without shortcuts", async () => {
    const pictures = Float32Array.from({ length: 2 * 64 }, (_, i) => 0.5 + 0.5 * Math.sin(1.3 * i));
    const features = async (options: Partial<ResidualVariationalOptions>) => {
      const net = made({ height: 8, width: 8, channels: 1 }, options);
      const fused = await take(tf.tidy(() => net.fuse(tf.tensor4d(pictures, [2, 8, 8, 1]), "training")));
      net.dispose();
      return fused;
    };
    const all = await Promise.all(
      [{}, { attention: "none" }, { attention: "cbam" }, { residual: false }].map((o) =>
        features(o as Partial<ResidualVariationalOptions>),
      ),
    );
    for (let i = 0; i < all.length; i++) for (let j = 0; j < i; j++) expect(all[i]).not.toEqual(all[j]);
  });

  it.each(["simam", "cbam", "none"] as const)(
    "starts from the same weights for a seed and learns, with attention %s",
    async (attention) => {
      const rng = Rng.fromSeed("pictures");
      const pixels = Float32Array.from({ length: 8 * 64 }, () => rng.uniform());
      const histories: number[][] = [];
      for (let repeat = 0; repeat < 2; repeat++) {
        const net = made({ height: 8, width: 8, channels: 1 }, { attention, widths: [4, 6, 8] });
        const optimizer = adamW(net.variables);
        const noise = Rng.fromSeed("noise");
        const batch = tf.tensor4d(pixels.slice(), [8, 8, 8, 1]);
        const history: number[] = [];
        for (let i = 0; i < 25; i++) {
          const step = await trainStep(net.variables, optimizer, 1e-2, () => {
            const code = net.posterior(net.fuse(batch, "training"), "training");
            const redrawn = net.decode(sampleCodes(code, drawNoise(8, 5, noise)), "training");
            const reconstruction = gaussianSquaredError(batch, redrawn, 0.5);
            const total = tf.add(reconstruction, tf.mul(standardNormalKl(code), 0.1)) as tf.Scalar;
            return { total, terms: { reconstruction } };
          });
          history.push((await step.losses()).reconstruction);
        }
        for (const thing of [batch, optimizer, net]) thing.dispose();
        histories.push(history);
      }
      expect(histories[1]).toEqual(histories[0]);
      expect(histories[0][24]).toBeLessThan(0.6 * histories[0][0]);
    },
  );
});
