import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Rng } from "../core/rng";
import { memoryInUse } from "./backend";
import { dropout, gaussianNoise, maskingNoise } from "./corruption";
import { startBackend, take } from "./testing";
import * as tf from "./tfjs";

const shape = [40, 7, 9, 3];
const ramp = () =>
  tf.tensor(
    Float32Array.from({ length: 40 * 7 * 9 * 3 }, (_, p) => 1 + (p % 13) / 13),
    shape,
  );
const meanOf = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

/** What `spoil` makes of the ramp, beside the ramp. */
async function spoilt(spoil: (x: tf.Tensor, rng: Rng) => tf.Tensor, seed = 1): Promise<{ clean: number[]; noisy: number[] }> {
  const noisy = await take(tf.tidy(() => spoil(ramp(), Rng.fromSeed(seed)).clone()));
  return { clean: await take(ramp()), noisy };
}

describe("corruption", () => {
  let before: unknown;
  beforeAll(async () => {
    await startBackend("wasm");
  });
  beforeEach(() => {
    before = memoryInUse();
  });
  afterEach(() => expect(memoryInUse()).toEqual(before));

  it("blackens about the wanted share of the values and leaves the others as they are", async () => {
    const { clean, noisy } = await spoilt((x, rng) => maskingNoise(x, 0.2, rng));
    expect(noisy.every((value, p) => value === 0 || value === clean[p])).toBe(true);
    expect(noisy.filter((value) => value === 0).length / noisy.length).toBeCloseTo(0.2, 1);
  });

  it("keeps the mean where what is left is scaled up", async () => {
    const { clean, noisy } = await spoilt((x, rng) => dropout(x, 0.4, rng));
    expect(noisy.every((value, p) => value === 0 || Math.abs(value * 0.6 - clean[p]) < 1e-5)).toBe(true);
    expect(noisy.filter((value) => value === 0).length / noisy.length).toBeCloseTo(0.4, 1);
    expect(meanOf(noisy) / meanOf(clean)).toBeCloseTo(1, 1);
  });

  it("adds noise of mean 0 and the wanted deviation", async () => {
    const { clean, noisy } = await spoilt((x, rng) => gaussianNoise(x, 0.3, rng));
    const errors = noisy.map((value, p) => value - clean[p]);
    expect(meanOf(errors)).toBeCloseTo(0, 1);
    expect(Math.sqrt(meanOf(errors.map((e) => e * e)))).toBeCloseTo(0.3, 1);
  });

  it("repeats itself under a seed and goes on drawing", async () => {
    const twice = (seed: number) => {
      const rng = Rng.fromSeed(seed);
      return Promise.all([1, 2].map(() => take(tf.tidy(() => maskingNoise(ramp(), 0.5, rng)))));
    };
    const [one, two] = await twice(3);
    expect(one).not.toEqual(two);
    expect(await twice(3)).toEqual([one, two]);
    expect((await twice(4))[0]).not.toEqual(one);
  });

  it("draws nothing where there is nothing to spoil", async () => {
    const rng = Rng.fromSeed(1);
    const state = rng.state();
    for (const spoil of [maskingNoise, gaussianNoise, dropout]) {
      const x = ramp();
      expect(spoil(x, 0, rng)).toBe(x);
      x.dispose();
    }
    expect(rng.state()).toEqual(state);
  });
});
