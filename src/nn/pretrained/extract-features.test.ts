import { beforeAll, describe, expect, it } from "vitest";
import type { Images } from "../../core/images";
import { goldenValues } from "../../numerics/testing";
import { memoryInUse } from "../backend";
import { startBackend } from "../testing";
import { extractFeatures } from "./extract-features";
import type { FeatureExtractor } from "./feature-extractor";
import { ModelError } from "./model-error";
import { openExtractor } from "./open-extractor";
import { float32Tensor, onnxModel, onnxNode, onnxValue, safetensorsFile } from "./testing";

/** `count` pictures of 4 x 4, no two alike. */
function pictures(count: number, channels: 1 | 3 = 3): Images {
  const pixels = Float32Array.from({ length: count * 16 * channels }, (_, i) => (i % 97) / 96);
  const paths = Array.from({ length: count }, (_, i) => `${i}.png`);
  return { shape: { count, height: 4, width: 4, channels }, pixels, paths, truth: null };
}

/** Gives the mean of each channel, or what `change` makes of them. */
function fake(
  change: (features: Float32Array) => Float32Array = (same) => same,
): FeatureExtractor & { readonly sizes: number[] } {
  const sizes: number[] = [];
  return {
    sizes,
    title: "fake.onnx",
    kind: "onnx",
    features: null,
    inputSide: 4,
    inputChannels: 3,
    batchSize: 4,
    async extract(pixels, shape) {
      sizes.push(shape.count);
      const means = new Float32Array(shape.count * 3);
      for (let i = 0; i < pixels.length; i++) means[Math.floor(i / 48) * 3 + (i % 3)] += pixels[i] / 16;
      return change(means);
    },
    dispose: async () => {},
  };
}

const signal = () => new AbortController().signal;

describe("extractFeatures", () => {
  it("gives a row for every picture, whatever the batches", async () => {
    const extractor = fake();
    const done: [number, number][] = [];
    const images = pictures(10);
    const run = { signal: signal(), progress: (...step: [number, number]) => void done.push(step) };
    const features = await extractFeatures(images, extractor, run);
    expect(features).toMatchObject({ rows: 10, cols: 3 });
    expect(extractor.sizes).toEqual([4, 4, 2]);
    expect(done).toEqual([
      [4, 10],
      [8, 10],
      [10, 10],
    ]);
    const whole = await fake().extract(images.pixels, images.shape);
    expect(features.data).toEqual(whole);
  });

  it("waits while it is paused, and throws the signal's reason", async () => {
    const reason = new Error("enough");
    const abort = new AbortController();
    const extractor = fake();
    let pauses = 0;
    const pause = async () => {
      pauses++;
      if (pauses === 2) abort.abort(reason);
    };
    await expect(extractFeatures(pictures(10), extractor, { signal: abort.signal, progress() {}, pause })).rejects.toBe(reason);
    expect(extractor.sizes).toEqual([4]);
  });

  it("lets others have the thread between batches", async () => {
    let turn = 0;
    const batchAt: number[] = [];
    const count = () => {
      turn += 1;
      waiting = setImmediate(count);
    };
    let waiting = setImmediate(count);
    await extractFeatures(pictures(4 * 20), fake(), { signal: signal(), progress: () => void batchAt.push(turn) });
    clearImmediate(waiting);
    // Every batch in a turn of its own, the first not in that of the caller.
    expect(batchAt[0]).toBeGreaterThan(0);
    expect(new Set(batchAt).size).toBe(20);
  });

  it("refuses features that are no numbers, and tells of which picture", async () => {
    const broken = fake((features) => features.map((value, i) => (features.length === 6 && i === 4 ? Number.NaN : value)));
    const refused = extractFeatures(pictures(10), broken, { signal: signal(), progress() {} });
    await expect(refused).rejects.toThrow(ModelError);
    await expect(refused).rejects.toThrow("fake.onnx gave NaN as a feature of picture 10");
  });

  it("refuses features that change their number", async () => {
    const changing = fake((features) => (features.length === 6 ? features.subarray(2) : features));
    await expect(extractFeatures(pictures(10), changing, { signal: signal(), progress() {} })).rejects.toThrow("another number");
  });
});

describe("extractFeatures with a network", () => {
  const { cifar } = goldenValues<{
    readonly cifar: { readonly tensors: Record<string, { readonly shape: number[]; readonly values: number[] }> };
  }>("pretrained-resnet");
  const weights = safetensorsFile(
    Object.fromEntries(Object.entries(cifar.tensors).map(([name, { shape, values }]) => [name, float32Tensor(shape, values)])),
  );
  beforeAll(() => startBackend("wasm"));

  it("gives back all tensors, also when it is stopped", async () => {
    const before = memoryInUse().tensors;
    const extractor = await openExtractor(weights, "tiny.safetensors", { side: 8 });
    const open = memoryInUse().tensors;
    const features = await extractFeatures(pictures(70), extractor, { signal: signal(), progress() {} });
    expect(features).toMatchObject({ rows: 70, cols: 5 });
    expect(features.data.some((value) => value > 0)).toBe(true);
    expect(memoryInUse().tensors).toBe(open);
    const abort = new AbortController();
    const stopped = extractFeatures(pictures(10_000), extractor, { signal: abort.signal, progress: () => abort.abort() });
    await expect(stopped).rejects.toThrow("aborted");
    expect(memoryInUse().tensors).toBe(open);
    await extractor.dispose();
    expect(memoryInUse().tensors).toBe(before);
  });

  it("runs an ONNX model over grey pictures", async () => {
    const model = onnxModel({
      nodes: [onnxNode("GlobalAveragePool", ["x"], ["y"])],
      inputs: [onnxValue("x", ["n", 3, 4, 4])],
      outputs: [onnxValue("y", null)],
    });
    const extractor = await openExtractor(model, "mean.onnx", { normalisation: "unit" });
    const images = pictures(9, 1);
    const { data, rows, cols } = await extractFeatures(images, extractor, { signal: signal(), progress() {} });
    await extractor.dispose();
    expect([rows, cols]).toEqual([9, 3]);
    for (const [i, value] of data.entries()) {
      const picture = images.pixels.subarray(Math.floor(i / 3) * 16, (Math.floor(i / 3) + 1) * 16);
      expect(value).toBeCloseTo(picture.reduce((sum, pixel) => sum + pixel, 0) / 16, 5);
    }
  });
});
