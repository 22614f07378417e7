import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Images, imageSize } from "../../core/images";
import { Rng } from "../../core/rng";
import { type Augmentation, drawTransforms } from "../augment";
import { memoryInUse } from "../backend";
import { measureGpuTraffic } from "../dispatch-count";
import { type DeviceRoom, uploadImages } from "../resident-images";
import { startBackend, take, testedBackends } from "../testing";
import * as tf from "../tfjs";
import { gatherOnHost } from "./host-augmented-gather";

const rng = Rng.fromSeed("augmented gather");
const augmentation: Augmentation = { rotation: 25, shift: 0.3, scale: 0.4 };

function draw(count: number, height: number, width: number, channels: 1 | 3, inBytes: boolean): Images {
  const shape = { count, height, width, channels };
  const pixels = Float32Array.from({ length: count * imageSize(shape) }, () =>
    inBytes ? rng.integer(256) / 255 : rng.uniform(),
  );
  return { shape, pixels, paths: Array.from({ length: count }, (_, i) => String(i)), truth: null };
}

/** Sizes that four does not divide, so that images begin within a word; one image; one pixel; more pixels than a group. */
const shapes = [
  [1, 1, 1, 1],
  [7, 5, 3, 1],
  [5, 9, 7, 3],
  [3, 28, 28, 1],
  [11, 1, 6, 3],
] as const;

describe.each(testedBackends)("images on %s", (backend) => {
  /** Whether the backend keeps images at all. */
  const keeps = backend !== "cpu";
  beforeAll(async () => {
    await startBackend(backend);
    expect(tf.getBackend()).toBe(backend);
  });
  let before = memoryInUse();
  beforeEach(() => {
    before = memoryInUse();
  });
  afterEach(() => expect(memoryInUse()).toEqual(before));

  describe.each([true, false])("that lie in bytes: %s", (inBytes) => {
    it.each(shapes)(
      "come back as they are, and moved as on the host: [%i, %i, %i, %i]",
      async (count, height, width, channels) => {
        const images = draw(count, height, width, channels, inBytes);
        const size = imageSize(images.shape);
        const indices = Int32Array.from({ length: 2 * count + 1 }, () => rng.integer(count));
        // All in one tensor, and two images a tensor.
        const perPixel = inBytes ? 1 : 4;
        const rooms: (DeviceRoom | undefined)[] = keeps
          ? [undefined, { budget: 1e6, chunk: 2 * size * perPixel + 1 }]
          : [undefined];
        for (const room of rooms) {
          const resident = await uploadImages(images, undefined, room);
          expect(resident.storage).toBe(keeps ? (inBytes ? "bytes" : "floats") : "host");
          const plain = resident.batch(indices, null, rng);
          expect(plain.shape).toEqual([indices.length, height, width, channels]);
          expect(await take(plain)).toEqual([...gatherOnHost(images, indices, null)]);
          expect(await take(resident.range(0, count))).toEqual([...images.pixels]);
          expect(await take(resident.range(count - 1, count))).toEqual([...images.pixels.subarray((count - 1) * size)]);

          const seed = rng.uint32();
          const got = await take(resident.batch(indices, augmentation, Rng.fromSeed(seed)));
          const transforms = drawTransforms(indices.length, images.shape, augmentation, Rng.fromSeed(seed));
          const expected = [...gatherOnHost(images, indices, transforms)];
          // WebGPU computes places in single precision; the others in double, in the same order.
          if (backend === "webgpu") expect(Math.max(...got.map((value, i) => Math.abs(value - expected[i])))).toBeLessThan(2e-5);
          else expect(got).toEqual(expected);
          resident.dispose();
        }
      },
    );
  });

  it("take from the generator four numbers an image, in the order of the images, and none where nothing moves", async () => {
    const resident = await uploadImages(draw(4, 3, 3, 1, true));
    const [one, all] = [Rng.fromSeed(1), Rng.fromSeed(1)];
    const separate: number[] = [];
    for (const index of [3, 0, 2]) separate.push(...(await take(resident.batch([index], augmentation, one))));
    expect(await take(resident.batch([3, 0, 2], augmentation, all))).toEqual(separate);
    expect(all.state()).toEqual(one.state());
    const state = one.state();
    resident.batch([1], { rotation: 0, shift: 0, scale: 0 }, one).dispose();
    expect(one.state()).toEqual(state);
    resident.dispose();
  });

  // Only there is traffic to be counted.
  if (backend !== "webgpu") return;

  it("are uploaded once: a batch is one program and 28 bytes an image", async () => {
    const resident = await uploadImages(draw(300, 8, 8, 1, true));
    // The first batch takes the dataset along.
    resident.batch([0], augmentation, rng).dispose();
    const indices = rng.permutation(300).subarray(0, 200);
    const traffic = await measureGpuTraffic(() => resident.batch(indices, augmentation, rng).dispose());
    expect(traffic.dispatches).toBe(1);
    // Beside it the uniforms: shapes and the chunk's range.
    expect(traffic.bytesUp).toBeGreaterThanOrEqual(200 * 28);
    expect(traffic.bytesUp).toBeLessThan(200 * 28 + 512);
    resident.dispose();
  });
});
