import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { defaultsOf } from "../core/hyperparameters";
import { datasetId, methodId } from "../core/ids";
import { Rng } from "../core/rng";
import { autoencoderKmeans } from "../methods/autoencoder-kmeans";
import type { Method } from "../methods/method";
import { autoencoderHyperparameters } from "../methods/parts/autoencoder-settings";
import { viewAugmentationHyperparameters } from "../methods/parts/view-augmentation-settings";
import { ShownVariants } from "../nn/augmentation/shown-variants";
import { memoryInUse } from "../nn/backend";
import { startBackend } from "../nn/testing";
import { augmentationPreview } from "./augmentation-previews";
import { fakeDataset, fakeImages, fakeParts, fakeWorld, hyperparameters, walkMethod } from "./fake-engine";
import { type FakePage, fakePage, request } from "./fake-page";
import type { Command } from "./protocol";

const { rotation, shift, zoom } = autoencoderHyperparameters;
const schema = { ...hyperparameters, rotation, shift, zoom };
const pages: FakePage[] = [];

afterEach(() => {
  for (const made of pages.splice(0)) made.close();
});

async function opened(change: Parameters<typeof fakeParts>[1] = {}) {
  const world = fakeWorld();
  const walk = walkMethod(world);
  const moving: Method = { ...walk, id: "moving", hyperparameters: schema };
  const page = fakePage(fakeParts(world, { methods: [walk, moving], ...change }));
  pages.push(page);
  await page.prepare(6);
  return { page, world };
}

function ask(number: number, changes: Partial<Extract<Command, { kind: "previewAugmentation" }>> = {}): Command {
  return {
    kind: "previewAugmentation",
    request: number,
    datasetId: datasetId("d"),
    methodId: methodId("moving"),
    values: {},
    seed: 1,
    ...changes,
  };
}

describe("a preview of the augmentation", () => {
  it("is offered for methods whose settings move pictures", async () => {
    const { page } = await opened();
    const ready = page.next("ready");
    page.post({ kind: "open", backend: "auto" });
    expect((await ready).methods.map(({ augments }) => augments)).toEqual([false, true]);
  });

  it("shows each image before its variants, also while a run goes on", async () => {
    const { page, world } = await opened();
    const finished = page.next("finished");
    world.atStep = (step) => {
      if (step === 2) page.post(ask(7));
    };
    page.post(request({ values: { epochs: 20 } }));
    await finished;
    const [{ request: number, preview }] = page.of("augmentationPreview");
    expect(number).toBe(7);
    expect(page.kinds().indexOf("augmentationPreview")).toBeLessThan(page.kinds().indexOf("finished"));
    expect(preview).toMatchObject({ height: 2, width: 2, channels: 1, variants: 5, changes: true });
    expect(preview.images).toHaveLength(4);
    expect(new Set(preview.images).size).toBe(4);
    // The fake engine's variants of image i are of the value 6 + i, its images of 0.5.
    const expected = preview.images.flatMap((index) => [128, ...Array(5).fill(6 + index)]);
    expect([...preview.pixels].filter((_, p) => p % 4 === 0)).toEqual(expected);
  });

  it("is not told when another was asked for meanwhile", async () => {
    const waiting: (() => void)[] = [];
    const { page } = await opened({
      variantsOf: async (_images, indices) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return new Uint8Array(indices.length * 4);
      },
    });
    page.post(ask(1));
    page.post(ask(2));
    await page.settled();
    const answer = page.next("augmentationPreview");
    for (const resolve of waiting.reverse()) resolve();
    expect((await answer).request).toBe(2);
    await page.settled();
    expect(page.of("augmentationPreview")).toHaveLength(1);
  });

  it("is not told of a method without augmentation or images that are not there, and a bad value is refused", async () => {
    const { page } = await opened();
    page.post(ask(1, { methodId: methodId("walk") }));
    page.post(ask(2, { methodId: methodId("nobody") }));
    page.post(ask(3, { datasetId: datasetId("gone") }));
    page.post(ask(4, { values: { rotation: 1000 } }));
    await page.settled();
    await page.settled();
    expect(page.of("augmentationPreview")).toEqual([]);
    expect(page.of("rejected").map(({ message }) => message)).toEqual([expect.stringContaining("rotation")]);
  });

  it("may outlast a run without being taken for its tensors", async () => {
    const shown = new ShownVariants();
    await startBackend("wasm");
    const before = memoryInUse();
    const making = shown.make(fakeImages(3), Int32Array.of(0, 1), { rotation: 9, shift: 0, scale: 0 }, Rng.fromSeed(1));
    expect(memoryInUse()).not.toEqual(before);
    expect(shown.without(memoryInUse())).toEqual(before);
    expect(await making).toEqual(new Uint8Array(8).fill(128));
    expect(shown.without(memoryInUse())).toEqual(before);
  });
});

describe("augmentationPreview", () => {
  beforeAll(async () => {
    await startBackend("wasm");
  });
  const shown = new ShownVariants();
  const images = { ...fakeImages(9), pixels: Float32Array.from({ length: 36 }, (_, i) => i / 36) };
  const preview = (seed: number, values = {}) =>
    augmentationPreview(
      { seed, values },
      { hyperparameters: { rotation, shift, zoom, ...viewAugmentationHyperparameters } },
      images,
      (...all) => shown.make(...all),
    );

  it("repeats under a seed and not under another", async () => {
    expect(await preview(3)).toEqual(await preview(3));
    expect(await preview(3)).not.toEqual(await preview(4));
  });

  it("says when nothing is changed", async () => {
    const still = { ...defaultsOf({ rotation, shift, zoom }), rotation: 0, shift: 0, zoom: 0 };
    const none = { ...still, views: "custom", crop: 1, jitter: 0, elastic: 0 };
    const found = await preview(3, none);
    expect(found?.changes).toBe(false);
    // Every variant is the image.
    const first = found?.pixels.subarray(0, 4);
    for (let i = 1; i <= 5; i++) expect(found?.pixels.subarray(4 * i, 4 * i + 4)).toEqual(first);
    expect((await preview(3, { ...still, views: "digits" }))?.changes).toBe(true);
  });
});

it("does not disturb a run: what is trained beside previews is the same to the bit, and nothing is left behind", async () => {
  await startBackend("wasm");
  const rng = Rng.fromSeed("pictures");
  const pixels = Float32Array.from({ length: 24 * 64 }, (_, p) => (((p >> 6) + (p & 7)) % 2 ? 0.8 : 0.2) * rng.uniform());
  const images = { ...fakeImages(24), shape: { count: 24, height: 8, width: 8, channels: 1 as const }, pixels };
  const trained = async (previews: boolean) => {
    const world = fakeWorld();
    const shown = new ShownVariants();
    const drawn = fakeParts(world).sources[0];
    const page = fakePage(
      fakeParts(world, {
        methods: [autoencoderKmeans],
        sources: [{ ...drawn, load: async () => ({ ...fakeDataset(24), images }) }],
        variantsOf: (...all) => shown.make(...all),
        memory: () => shown.without(memoryInUse()),
      }),
    );
    pages.push(page);
    await page.prepare();
    let asked = 0;
    page.onEvent(({ kind }) => {
      if (!previews || kind === "augmentationPreview" || kind === "finished") return;
      page.post(ask(++asked, { methodId: methodId(autoencoderKmeans.id), seed: asked }));
    });
    const finished = page.next("finished");
    const values = { pretrainEpochs: 6, filters: [2, 3], codeSize: 3, batchSize: 8 };
    page.post(request({ methodId: methodId(autoencoderKmeans.id), values, wantCodes: true }));
    const { codes } = await finished;
    await page.settled();
    expect(page.of("notice").filter(({ level }) => level === "warning")).toEqual([]);
    return { codes, answers: page.of("augmentationPreview").length };
  };
  const [alone, beside] = [await trained(false), await trained(true)];
  expect(beside.answers).toBeGreaterThan(2);
  expect(beside.codes).toEqual(alone.codes);
});
