import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { memoryInUse } from "../../nn/backend";
import { uploadImages } from "../../nn/resident-images";
import { startBackend } from "../../nn/testing";
import * as tf from "../../nn/tfjs";
import { decodedCentresView, reconstructionView, shownImages } from "./picture-views";

beforeAll(async () => {
  await startBackend("wasm");
});
let before = memoryInUse();
beforeEach(() => {
  before = memoryInUse();
});
afterEach(() => expect(memoryInUse()).toEqual(before));

/** `count` grey pictures of 2 x 3; each has the value of its index, in 255ths, everywhere. */
function greys(count: number) {
  return uploadImages({
    shape: { count, height: 2, width: 3, channels: 1 },
    pixels: Float32Array.from({ length: count * 6 }, (_, p) => Math.floor(p / 6) / 255),
    paths: [],
    truth: null,
  });
}

describe("pictures that a network made", () => {
  it("shows images from all over the dataset above what is made of them, cut off at black and white", async () => {
    expect([...shownImages(3)]).toEqual([0, 1, 2]);
    expect([...shownImages(160)].slice(0, 3)).toEqual([5, 15, 25]);
    const images = await greys(3);
    const view = await reconstructionView(images, (batch) => tf.sub(tf.mul(batch, 255), 1));
    images.dispose();
    const [given, made] = view.rows;
    expect([...given.pixels]).toEqual([0, 1, 2].flatMap((value) => Array<number>(6).fill(value)));
    expect([...made.pixels]).toEqual([0, 0, 255].flatMap((value) => Array<number>(6).fill(value)));
    expect([view.height, view.width, view.channels]).toEqual([2, 3, 1]);
  });

  it("decodes a centre for each cluster", async () => {
    const centres = matrix(Float32Array.of(0, 0.5, 1, 0.25), 2, 2);
    const decoder = { apply: (codes: tf.Tensor) => tf.tile(tf.mean(codes, 1, true), [1, 4]) };
    const view = await decodedCentresView(centres, decoder, {
      shape: { count: 9, height: 2, width: 2, channels: 1 },
      pictured: (seen) => seen,
    });
    expect([...view.rows[0].pixels]).toEqual([64, 64, 64, 64, 159, 159, 159, 159]);
    expect([...(view.clusters ?? [])]).toEqual([0, 1]);
  });
});
