import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Images, imageSize } from "../../core/images";
import { Rng } from "../../core/rng";
import type { Augmentation } from "../augment";
import { memoryInUse } from "../backend";
import { gatherOnHost } from "../kernels/host-augmented-gather";
import { uploadImages } from "../resident-images";
import { startBackend, take, testedBackends } from "../testing";
import * as tf from "../tfjs";
import { hueMatrix } from "./colour-jitter";
import { drawViews, type Views } from "./draw-views";
import { controlPoints, splineWeights } from "./elastic-warp";

const still = { rotation: 0, shift: 0, scale: 0 };
const everything: Augmentation = {
  rotation: 20,
  shift: 0.1,
  scale: 0.1,
  crop: { area: 0.3, probability: 0.7 },
  flip: 0.5,
  elastic: { pixels: 2.5, spacing: 3, probability: 0.7 },
  jitter: { brightness: 0.5, contrast: 0.5, saturation: 0.5, hue: 0.2, probability: 0.7 },
  grey: 0.4,
  blur: { least: 0.2, most: 1.5, probability: 0.6 },
};
const weights = [0.299, 0.587, 0.114];
const within = (value: number, high = 1) => Math.min(high, Math.max(0, value));

function draw(count: number, height: number, width: number, channels: 1 | 3, value?: (p: number) => number): Images {
  const rng = Rng.fromSeed("augmented batch");
  const shape = { count, height, width, channels };
  const pixels = Float32Array.from({ length: count * imageSize(shape) }, (_, p) => value?.(p) ?? rng.integer(256) / 255);
  return { shape, pixels, paths: Array.from({ length: count }, (_, i) => String(i)), truth: null };
}

/** One picture [h, w, c] of a batch, changed pixel by pixel in double precision: what withViews must give. */
function plainly(picture: readonly number[], [h, w, c]: readonly number[], i: number, views: Views): number[] {
  let x = [...picture];
  const at = (from: readonly number[], y: number, column: number, k: number) => from[(y * w + column) * c + k];
  const each = (f: (y: number, column: number, k: number) => number) =>
    Array.from({ length: h * w * c }, (_, p) => f(Math.floor(p / c / w), Math.floor(p / c) % w, p % c));
  const lumaAt = (from: readonly number[], y: number, column: number) =>
    c === 1 ? at(from, y, column, 0) : weights.reduce((sum, weight, k) => sum + weight * at(from, y, column, k), 0);

  if (views.elastic) {
    const { points, spacing } = views.elastic;
    const [gy, gx] = [controlPoints(h, spacing), controlPoints(w, spacing)];
    const moved = (which: number, y: number, column: number) => {
      const [v, u] = [y / spacing, column / spacing];
      let sum = 0;
      for (let a = 0; a < 4; a++)
        for (let b = 0; b < 4; b++)
          sum +=
            splineWeights(v - Math.floor(v))[a] *
            splineWeights(u - Math.floor(u))[b] *
            points[((i * 2 + which) * gy + Math.floor(v) + a) * gx + Math.floor(u) + b];
      return sum;
    };
    const before = x;
    x = each((y, column, k) => {
      const sy = within(y + moved(0, y, column), h - 1);
      const sx = within(column + moved(1, y, column), w - 1);
      const [y0, x0] = [Math.floor(sy), Math.floor(sx)];
      const [y1, x1] = [Math.min(h - 1, y0 + 1), Math.min(w - 1, x0 + 1)];
      const row = (r: number) => at(before, r, x0, k) * (1 - sx + x0) + at(before, r, x1, k) * (sx - x0);
      return row(y0) * (1 - sy + y0) + row(y1) * (sy - y0);
    });
  }
  if (views.jitter) {
    const { brightness, contrast, saturation, hue } = views.jitter;
    x = x.map((value) => within(value * brightness[i]));
    let mean = 0;
    for (let y = 0; y < h; y++) for (let column = 0; column < w; column++) mean += lumaAt(x, y, column) / (h * w);
    x = x.map((value) => within(value * contrast[i] + mean * (1 - contrast[i])));
    if (c === 3) {
      const contrasted = x;
      x = each((y, column, k) =>
        within(at(contrasted, y, column, k) * saturation[i] + lumaAt(contrasted, y, column) * (1 - saturation[i])),
      );
      const saturated = x;
      const matrix = hueMatrix(hue[i]);
      x = each((y, column, k) =>
        within([0, 1, 2].reduce((sum, from) => sum + matrix[3 * k + from] * at(saturated, y, column, from), 0)),
      );
    }
  }
  if (views.grey?.[i] === 1) {
    const coloured = x;
    x = each((y, column) => lumaAt(coloured, y, column));
  }
  if (views.blur) {
    const sigma = views.blur[i];
    const gauss = (distance: number) => Math.exp(-(distance ** 2) / (2 * sigma ** 2));
    const blurredAlong = (side: number, place: number, value: (j: number) => number) => {
      let [sum, total] = [0, 0];
      for (let j = 0; j < side; j++) {
        sum += gauss(place - j) * value(j);
        total += gauss(place - j);
      }
      return sum / total;
    };
    const sharp = x;
    const down = each((y, column, k) => blurredAlong(h, y, (j) => at(sharp, j, column, k)));
    x = each((y, column, k) => blurredAlong(w, column, (j) => at(down, y, j, k)));
  }
  return x;
}

describe.each(testedBackends)("augmented batches on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });
  let before = memoryInUse();
  beforeEach(() => {
    before = memoryInUse();
  });
  afterEach(() => expect(memoryInUse()).toEqual(before));

  async function batch(images: Images, indices: readonly number[], augmentation: Augmentation, rng: Rng): Promise<number[]> {
    const resident = await uploadImages(images);
    try {
      return await take(resident.batch(indices, augmentation, rng));
    } finally {
      resident.dispose();
    }
  }

  it.each([
    [3, 9, 7, 3],
    [4, 8, 8, 1],
    [2, 1, 1, 3],
    [2, 5, 12, 1],
  ] as const)("are those of a plain loop: [%i, %i, %i, %i]", async (count, height, width, channels) => {
    const images = draw(count, height, width, channels);
    const size = imageSize(images.shape);
    const indices = Array.from({ length: 12 }, (_, i) => i % count);
    const got = await batch(images, indices, everything, Rng.fromSeed(5));
    const views = drawViews(indices.length, images.shape, everything, Rng.fromSeed(5));
    const moved = [...gatherOnHost(images, indices, views.transforms)];
    const expected = indices.flatMap((_, i) =>
      plainly(moved.slice(i * size, (i + 1) * size), [height, width, channels], i, views),
    );
    // WebGPU reads the source at places in single precision.
    const tolerance = backend === "webgpu" ? 1e-4 : 2e-6;
    expect(Math.max(...got.map((value, p) => Math.abs(value - expected[p])))).toBeLessThan(tolerance);
    expect(got).toHaveLength(expected.length);
  });

  it("repeat under a seed, stay in [0, 1], and are the same batch when it is taken in parts", async () => {
    const images = draw(6, 8, 9, 3, (p) => (p * 7) % 2);
    const indices = [0, 1, 2, 3, 4, 5, 0, 1];
    const [whole, parts] = [Rng.fromSeed(8), Rng.fromSeed(8)];
    const got = await batch(images, indices, everything, whole);
    expect(await batch(images, indices, everything, Rng.fromSeed(8))).toEqual(got);
    expect(Math.min(...got)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...got)).toBeLessThanOrEqual(1);
    const first = await batch(images, indices.slice(0, 3), everything, parts);
    const rest = await batch(images, indices.slice(3), everything, parts);
    expect(parts.state()).toEqual(whole.state());
    expect(Math.max(...[...first, ...rest].map((value, p) => Math.abs(value - got[p])))).toBeLessThan(1e-6);
    // The next batch is another view of the same images.
    expect(await batch(images, indices, everything, whole)).not.toEqual(got);
  });

  it("are the pictures as they are where every strength is zero, and take no random number", async () => {
    const images = draw(3, 6, 5, 3);
    const nothing: Augmentation = {
      ...still,
      crop: { area: 1, probability: 1 },
      flip: 0,
      elastic: { pixels: 0, spacing: 4, probability: 1 },
      jitter: { brightness: 0, contrast: 0, saturation: 0, hue: 0, probability: 1 },
      grey: 0,
      blur: { least: 0, most: 0, probability: 1 },
    };
    const rng = Rng.fromSeed(1);
    const state = rng.state();
    expect(await batch(images, [0, 1, 2], nothing, rng)).toEqual([...images.pixels]);
    expect(rng.state()).toEqual(state);
  });

  it("leave pictures that are not chosen as they are, to the last bit", async () => {
    const images = draw(3, 6, 5, 3);
    const seldom = 1e-12;
    const never: Augmentation = {
      ...still,
      elastic: { pixels: 3, spacing: 4, probability: seldom },
      jitter: { brightness: 0.5, contrast: 0.5, saturation: 0.5, hue: 0.5, probability: seldom },
      grey: seldom,
      blur: { least: 0.5, most: 2, probability: seldom },
    };
    expect(await batch(images, [2, 0, 1], never, Rng.fromSeed(1))).toEqual([...gatherOnHost(images, [2, 0, 1], null)]);
  });

  it("mirror exactly", async () => {
    const images = draw(2, 4, 7, 3);
    const got = await batch(images, [0, 1], { ...still, flip: 1 }, Rng.fromSeed(1));
    const expected = await take(tf.tidy(() => tf.reverse(tf.tensor4d(images.pixels, [2, 4, 7, 3]), 2)));
    expect(got).toEqual(expected);
  });

  it("have equal channels once their colours are gone, and keep greys whatever their hue", async () => {
    const images = draw(2, 4, 5, 3);
    const grey = await batch(images, [0, 1], { ...still, grey: 1 }, Rng.fromSeed(1));
    for (let p = 0; p < grey.length; p += 3) expect([grey[p + 1], grey[p + 2]]).toEqual([grey[p], grey[p]]);
    const greys = draw(2, 4, 5, 3, (p) => (Math.floor(p / 3) % 11) / 10);
    const hue = { brightness: 0, contrast: 0, saturation: 0, hue: 0.5, probability: 1 };
    const turned = await batch(greys, [0, 1], { ...still, jitter: hue }, Rng.fromSeed(2));
    expect(Math.max(...turned.map((value, p) => Math.abs(value - greys.pixels[p])))).toBeLessThan(1e-6);
    const coloured = await batch(images, [0, 1], { ...still, jitter: hue }, Rng.fromSeed(2));
    expect(Math.max(...coloured.map((value, p) => Math.abs(value - images.pixels[p])))).toBeGreaterThan(0.1);
  });

  it("stay flat when a flat picture is blurred or bent", async () => {
    const flat = draw(2, 6, 5, 3, () => 0.25);
    const changes: Augmentation = {
      ...still,
      blur: { least: 1, most: 3, probability: 1 },
      elastic: { pixels: 4, spacing: 2, probability: 1 },
    };
    const got = await batch(flat, [0, 1], changes, Rng.fromSeed(3));
    expect(Math.max(...got.map((value) => Math.abs(value - 0.25)))).toBeLessThan(1e-6);
  });

  it("let no gradient through and leave nothing on the tape", async () => {
    const resident = await uploadImages(draw(2, 4, 4, 1));
    const scale = tf.tidy(() => tf.variable(tf.scalar(2)));
    const { value, grads } = tf.variableGrads(
      () => tf.sum(tf.mul(scale, resident.batch([0, 1], everything, Rng.fromSeed(4)))) as tf.Scalar,
      [scale],
    );
    const [loss] = await take(value);
    const [gradient] = await take(grads[scale.name]);
    expect(gradient).toBeCloseTo(loss / 2, 4);
    scale.dispose();
    resident.dispose();
  });
});
