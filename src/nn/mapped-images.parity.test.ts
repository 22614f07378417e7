import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ColourMap, mapColours } from "../core/colour-map";
import { Rng } from "../core/rng";
import { memoryInUse } from "./backend";
import { withColours } from "./mapped-images";
import { uploadImages } from "./resident-images";
import { startBackend, testedBackends } from "./testing";
import * as tf from "./tfjs";

let before = { tensors: 0, bytes: 0 };
afterEach(() => expect(memoryInUse()).toEqual(before));

/** Turns colours round (red to green to blue) and doubles their distance from the mean. */
const map: ColourMap = {
  mean: Float32Array.of(0.5, 0.25, 0.75),
  matrix: Float32Array.of(0, 2, 0, 0, 0, 2, 2, 0, 0),
  inverse: Float32Array.of(0, 0, 0.5, 0.5, 0, 0, 0, 0.5, 0),
};
const shape = { count: 5, height: 3, width: 2, channels: 3 } as const;
const rng = Rng.fromSeed(3);
const pixels = Float32Array.from({ length: 5 * 18 }, () => rng.uniform());

const onTape = () => tf.engine().state.activeTape?.length ?? Number.NaN;

const images = async () => withColours(await uploadImages({ shape, pixels, paths: [], truth: null }), map);

describe.each(testedBackends)("images in other colours on %s", (backend) => {
  beforeEach(async () => {
    await startBackend(backend);
    before = memoryInUse();
  });

  it("are mapped in batches and ranges, and cut off", async () => {
    const seen = await images();
    const all = seen.range(0, 5);
    expect(all.shape).toEqual([5, 3, 2, 3]);
    const expected = mapColours(pixels, map);
    for (const [p, value] of (await all.data()).entries()) expect(value).toBeCloseTo(expected[p], 5);
    const batch = seen.batch([4, 0], null, rng);
    for (const [p, value] of (await batch.data()).entries()) expect(value).toBeCloseTo(expected[p < 18 ? 4 * 18 + p : p - 18], 5);
    expect(expected.some((value) => Math.abs(value) === 1)).toBe(true);
    const none = seen.batch([], null, rng);
    expect(none.shape).toEqual([0, 3, 2, 3]);
    tf.dispose([all, batch, none]);
    seen.dispose();
  });

  it("may have more pixels than a WebGPU program can have rows", async () => {
    const large = { count: 513, height: 64, width: 64, channels: 3 } as const;
    const uploaded = await uploadImages({
      shape: large,
      pixels: new Float32Array(513 * 64 * 64 * 3).fill(0.5),
      paths: [],
      truth: null,
    });
    const seen = withColours(uploaded, map);
    const means = tf.tidy(() => tf.mean(seen.range(0, 513), [0, 1, 2]));
    const expected = mapColours(Float32Array.of(0.5, 0.5, 0.5), map);
    for (const [c, value] of (await means.data()).entries()) expect(value).toBeCloseTo(expected[c], 3);
    means.dispose();
    seen.dispose();
  });

  it("come back as pictures", async () => {
    const seen = await images();
    const all = seen.range(0, 5);
    const back = seen.pictured(all);
    const expected = mapColours(pixels, map);
    for (const [p, value] of (await back.data()).entries()) {
      // Green is what red was made of, and so on: what was cut off stays so.
      const from = 3 * Math.floor(p / 3) + [1, 2, 0][p % 3];
      if (Math.abs(expected[from]) < 1) expect(value).toBeCloseTo(pixels[p], 5);
    }
    tf.dispose([all, back]);
    seen.dispose();
  });

  it("leave nothing on the tape of what is trained", async () => {
    const seen = await images();
    const weight = tf.tidy(() => tf.variable(tf.scalar(2)));
    const { value, grads } = tf.variableGrads(() => {
      const before = onTape();
      const batch = seen.batch([1, 2], { rotation: 10, shift: 0.1, scale: 0.1 }, rng);
      // The cut itself, which nothing leads to.
      expect(onTape() - before).toBeLessThanOrEqual(1);
      return tf.mean(tf.square(tf.mul(batch, weight)));
    });
    const gradient = Object.values(grads)[0];
    expect((await gradient.data())[0]).toBeCloseTo((await value.data())[0], 5);
    tf.dispose([value, weight, ...Object.values(grads)]);
    seen.dispose();
  });
});
