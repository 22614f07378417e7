import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Images } from "../core/images";
import { onnxModel, onnxNode, onnxValue } from "../nn/pretrained/testing";
import { startBackend } from "../nn/testing";
import { pretrainedFeatures, pretrainedModel } from "./pretrained-features";

const side = 4;
const images: Images = {
  shape: { count: 3, height: side, width: side, channels: 3 },
  pixels: Float32Array.from({ length: 3 * side * side * 3 }, (_, p) => (p % 11) / 10),
  paths: ["a.png", "b.png", "c.png"],
  truth: null,
};

/** The mean of each channel: what a network ends in that looks at nothing else. */
const bytes = Uint8Array.from(
  onnxModel({
    nodes: [onnxNode("GlobalAveragePool", ["image"], ["pooled"]), onnxNode("Flatten", ["pooled"], ["features"], { axis: 1 })],
    inputs: [onnxValue("image", ["batch", 3, side, side])],
    outputs: [onnxValue("features", null)],
  }),
);
const means = (picture: number) =>
  [0, 1, 2].map((c) => {
    let sum = 0;
    for (let p = 0; p < side * side; p++) sum += images.pixels[(picture * side * side + p) * 3 + c];
    return sum / side ** 2;
  });

function context() {
  const told: [number, number | null, string][] = [];
  return {
    told,
    signal: new AbortController().signal,
    progress: (...args: [number, number | null, string]) => void told.push(args),
  };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("pretrainedFeatures", () => {
  beforeAll(async () => {
    await startBackend("wasm");
  });

  it("are what a dropped model computes, a row an image", async () => {
    const { told, ...rest } = context();
    const { data, rows, cols } = await pretrainedFeatures(images, { name: "mean.onnx", bytes }, { normalisation: "unit" }, rest);
    expect([rows, cols]).toEqual([3, 3]);
    for (const [i, mean] of [0, 1, 2].flatMap(means).entries()) expect(data[i]).toBeCloseTo(mean, 5);
    expect(told.at(-1)).toEqual([3, 3, "Looking at pictures with the model"]);
  });

  it("are those of a model at an address, fetched by that alone", async () => {
    const asked: string[] = [];
    vi.stubGlobal("fetch", (address: string) => {
      asked.push(address);
      return Promise.resolve(new Response(Uint8Array.from(bytes)));
    });
    const model = await pretrainedModel("https://models.example/mean.onnx", context(), false);
    expect(asked).toEqual(["https://models.example/mean.onnx"]);
    // Kept elsewhere, it is not asked for again.
    const cache = { find: async () => Uint8Array.from(bytes), keep: async () => true };
    expect((await pretrainedModel("https://models.example/mean.onnx", context(), false, cache)).bytes).toEqual(model.bytes);
    expect(asked).toHaveLength(1);
    await pretrainedModel("https://models.example/mean.onnx", context(), true, cache);
    expect(asked).toHaveLength(2);
    const { data } = await pretrainedFeatures(images, model, { normalisation: "unit" }, context());
    expect(data[0]).toBeCloseTo(means(0)[0], 5);
  });

  it("say what is wrong with a file that is no model", async () => {
    const model = { name: "notes.txt", bytes: new TextEncoder().encode("not a model at all") };
    await expect(pretrainedFeatures(images, model, { normalisation: "unit" }, context())).rejects.toThrow(
      "notes.txt is neither an ONNX model nor a safetensors file.",
    );
  });
});
