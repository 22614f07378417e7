import { afterEach, describe, expect, it } from "vitest";
import type { ImageShape } from "../../core/images";
import type { FeatureExtractor } from "./feature-extractor";
import { ModelError } from "./model-error";
import { openExtractor } from "./open-extractor";
import { type ElementType, onnxModel, onnxNode, onnxTensor, onnxValue } from "./testing";

type Dims = readonly (number | string)[] | null;

/** Values that are different everywhere and easily repeated. */
const wave = (length: number, scale = 1) => Array.from({ length }, (_, i) => scale * Math.sin(1 + i * 0.7));
const pictures = (length: number) => Float32Array.from(wave(length), (value) => (value + 1) / 2);

/** Conv 3 x 3 without padding, ReLU, mean over the pixels, flattened: the shape of every convolutional encoder, two filters wide. */
function convolutional(input: Dims = ["batch", 3, "height", "width"], channels = 3) {
  const filters = wave(2 * channels * 9, 0.3);
  const model = onnxModel({
    nodes: [
      onnxNode("Conv", ["image", "filters", "bias"], ["maps"], { kernel_shape: [3, 3] }),
      onnxNode("Relu", ["maps"], ["active"]),
      onnxNode("GlobalAveragePool", ["active"], ["pooled"]),
      onnxNode("Flatten", ["pooled"], ["features"], { axis: 1 }),
    ],
    weights: [onnxTensor("filters", [2, channels, 3, 3], filters), onnxTensor("bias", [2], [0.1, -0.05])],
    inputs: [onnxValue("image", input)],
    outputs: [onnxValue("features", null)],
  });
  /** The same in plain loops, for one picture [h, w, c]. */
  const plain = (picture: Float32Array, side: number) =>
    [0, 1].map((filter) => {
      let sum = 0;
      for (let y = 0; y + 2 < side; y++) {
        for (let x = 0; x + 2 < side; x++) {
          let value = [0.1, -0.05][filter];
          for (let c = 0; c < channels; c++)
            for (let dy = 0; dy < 3; dy++)
              for (let dx = 0; dx < 3; dx++)
                value +=
                  filters[((filter * channels + c) * 3 + dy) * 3 + dx] * picture[((y + dy) * side + x + dx) * channels + c];
          sum += Math.max(0, value);
        }
      }
      return sum / (side - 2) ** 2;
    });
  return { model, plain };
}

/** One operator between an input and an output of these shapes. */
function oneNode(node: readonly number[], input: Dims, type: ElementType = "float32", output: Dims = null) {
  return onnxModel({ nodes: [node], inputs: [onnxValue("x", input, type)], outputs: [onnxValue("y", output, type)] });
}

const shape = (count: number, side: number, channels: 1 | 3): ImageShape => ({ count, height: side, width: side, channels });

let open: FeatureExtractor[] = [];
async function opened(...request: Parameters<typeof openExtractor>): Promise<FeatureExtractor> {
  const extractor = await openExtractor(...request);
  open.push(extractor);
  return extractor;
}
afterEach(async () => {
  for (const extractor of open) await extractor.dispose();
  open = [];
});

describe("an ONNX model", () => {
  it("computes what plain loops do, and says what it is", async () => {
    const { model, plain } = convolutional();
    const extractor = await opened(model, "tiny.onnx", { side: 8, normalisation: "unit" });
    expect(extractor).toMatchObject({ title: "tiny.onnx", kind: "onnx", features: null, inputSide: 8, inputChannels: 3 });
    const pixels = pictures(3 * 8 * 8 * 3);
    const features = await extractor.extract(pixels, shape(3, 8, 3));
    expect(extractor.features).toBe(2);
    const expected = [0, 1, 2].flatMap((i) => plain(pixels.subarray(i * 192, (i + 1) * 192), 8));
    expect(features).toHaveLength(6);
    for (const [i, value] of features.entries()) expect(value).toBeCloseTo(expected[i], 5);
  });

  it("sees a grey picture three times, and colours as brightness where it looks at one channel", async () => {
    const grey = pictures(64);
    const three = Float32Array.from({ length: 192 }, (_, i) => grey[Math.floor(i / 3)]);
    const colour = await opened(convolutional().model, "colour.onnx", { side: 8 });
    expect(await colour.extract(grey, shape(1, 8, 1))).toEqual(await colour.extract(three, shape(1, 8, 3)));
    const { model, plain } = convolutional(["n", 1, 8, 8], 1);
    const single = await opened(model, "grey.onnx", { normalisation: "unit" });
    expect(single).toMatchObject({ inputChannels: 1, inputSide: 8 });
    const coloured = pictures(192);
    const luma = Float32Array.from(
      { length: 64 },
      (_, i) => 0.299 * coloured[3 * i] + 0.587 * coloured[3 * i + 1] + 0.114 * coloured[3 * i + 2],
    );
    const features = await single.extract(coloured, shape(1, 8, 3));
    for (const [i, value] of plain(luma, 8).entries()) expect(features[i]).toBeCloseTo(value, 5);
  });

  it("gives the pictures in parts to a model of a fixed batch, and fills up the last", async () => {
    const pixels = pictures(5 * 192);
    const free = await opened(convolutional().model, "free.onnx", { side: 8 });
    const pairs = await opened(convolutional([2, 3, 8, 8]).model, "pairs.onnx");
    expect(pairs.batchSize).toBe(2);
    const features = await pairs.extract(pixels, shape(5, 8, 3));
    const expected = await free.extract(pixels, shape(5, 8, 3));
    expect(features).toHaveLength(10);
    for (const [i, value] of features.entries()) expect(value).toBeCloseTo(expected[i], 6);
  });

  it("takes one vector without an axis of pictures from a model of one picture at a time", async () => {
    const reducing = onnxNode("ReduceMean", ["x"], ["y"], { axes: [0, 2, 3], keepdims: 0 });
    const extractor = await opened(oneNode(reducing, [1, 3, 4, 4]), "one.onnx", { normalisation: "unit" });
    const pixels = pictures(2 * 48);
    const features = await extractor.extract(pixels, shape(2, 4, 3));
    const mean = (image: number, c: number) => {
      const own = pixels.subarray(image * 48, (image + 1) * 48).filter((_, i) => i % 3 === c);
      return own.reduce((sum, value) => sum + value, 0) / 16;
    };
    expect(features).toHaveLength(6);
    for (const [i, value] of features.entries()) expect(value).toBeCloseTo(mean(Math.floor(i / 3), i % 3), 5);
    // A single number is a score, not a vector.
    const all = onnxNode("ReduceMean", ["x"], ["y"], { axes: [1, 2, 3], keepdims: 0 });
    const score = await opened(oneNode(all, [1, 3, 4, 4]), "score.onnx");
    await expect(score.extract(pixels, shape(2, 4, 3))).rejects.toThrow("gives no vector");
  });

  it("takes sizes that are open without a name for open", async () => {
    const pixels = pictures(192);
    const free = await opened(convolutional().model, "free.onnx", { side: 8 });
    const extractor = await opened(convolutional(["", 3, "", ""]).model, "open.onnx", { side: 8 });
    expect(extractor.inputSide).toBe(8);
    expect(await extractor.extract(pixels, shape(1, 8, 3))).toEqual(await free.extract(pixels, shape(1, 8, 3)));
  });

  it("is refused by the runtime, and does not hang, where a size is told as none", async () => {
    const none = await opened(convolutional([0, 3, 8, 8]).model, "none.onnx");
    expect(none.batchSize).toBeGreaterThan(0);
    await expect(none.extract(pictures(192), shape(1, 8, 3))).rejects.toThrow(ModelError);
  });

  it("takes channels last where the model declares them last", async () => {
    const reducing = onnxNode("ReduceMean", ["x"], ["y"], { axes: [1, 2], keepdims: 0 });
    const extractor = await opened(oneNode(reducing, ["n", 4, 4, 3]), "last.onnx", { normalisation: "symmetric" });
    const pixels = pictures(48);
    const means = [0, 1, 2].map((c) => pixels.filter((_, i) => i % 3 === c).reduce((sum, value) => sum + value, 0) / 16);
    const features = await extractor.extract(pixels, shape(1, 4, 3));
    for (const [c, mean] of means.entries()) expect(features[c]).toBeCloseTo(2 * mean - 1, 5);
  });

  it("takes 224 pixels a side where the model leaves it open", async () => {
    expect(await opened(convolutional(null).model, "open.onnx")).toMatchObject({ inputSide: 224, inputChannels: 3 });
  });

  it("takes the first token of tokens, the mean over the pixels of maps, and rows before either", async () => {
    const input = onnxValue("x", ["n", 3, 2, 2]);
    const identity = onnxNode("Identity", ["x"], ["maps"]);
    const flat = onnxNode("Flatten", ["x"], ["flat"], { axis: 1 });
    const pixels = pictures(2 * 12);
    const channelOf = (image: number, c: number) => [0, 1, 2, 3].map((p) => pixels[image * 12 + p * 3 + c]);
    const run = async (model: Uint8Array) => [
      ...(await (await opened(model, "t.onnx", { normalisation: "unit" })).extract(pixels, shape(2, 2, 3))),
    ];
    const close = (got: number[], expected: number[]) => {
      expect(got).toHaveLength(expected.length);
      for (const [i, value] of got.entries()) expect(value).toBeCloseTo(expected[i], 5);
    };
    const maps = await run(onnxModel({ nodes: [identity], inputs: [input], outputs: [onnxValue("maps", null)] }));
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    close(
      maps,
      [0, 1].flatMap((image) => [0, 1, 2].map((c) => mean(channelOf(image, c)))),
    );
    const rows = await run(
      onnxModel({
        nodes: [identity, flat],
        inputs: [input],
        outputs: [onnxValue("maps", null), onnxValue("flat", null)],
      }),
    );
    close(
      rows,
      [0, 1].flatMap((image) => [0, 1, 2].flatMap((c) => channelOf(image, c))),
    );
    const sequence = onnxNode("ReduceMean", ["x"], ["sequence"], { axes: [3], keepdims: 0 });
    const first = await run(
      onnxModel({
        nodes: [identity, sequence],
        inputs: [input],
        outputs: [onnxValue("maps", null), onnxValue("sequence", null)],
      }),
    );
    // [b, 3 tokens, 2 features]: red's rows.
    close(
      first,
      [0, 1].flatMap((image) => [0, 2].map((p) => mean(channelOf(image, 0).slice(p, p + 2)))),
    );
  });
});

describe("a model that can't be used", () => {
  const relu = onnxNode("Relu", ["x"], ["y"]);
  const add = onnxModel({
    nodes: [onnxNode("Add", ["x", "z"], ["y"])],
    inputs: [onnxValue("x", ["n", 3, 4, 4]), onnxValue("z", ["n", 3, 4, 4])],
    outputs: [onnxValue("y", null)],
  });
  const external = onnxModel({
    nodes: [onnxNode("Conv", ["x", "w"], ["y"], { kernel_shape: [1, 1] })],
    weights: [onnxTensor("w", [2, 3, 1, 1], [], "model.onnx.data")],
    inputs: [onnxValue("x", ["n", 3, 4, 4])],
    outputs: [onnxValue("y", null)],
  });
  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ["with two inputs", add, /wants 2 inputs \(x, z\)/],
    ["with weights elsewhere", external, /keeps its weights in another file \(model\.onnx\.data\)/],
    ["with an unknown operator", oneNode(onnxNode("Foo", ["x"], ["y"]), ["n", 3, 4, 4]), /operator Foo/],
    ["cut short", convolutional().model.slice(0, 150), /damaged or cut short/],
    ["of half precision", oneNode(relu, ["n", 3, 4, 4], "float16"), /wants float16/],
    ["of words", oneNode(onnxNode("Identity", ["x"], ["y"]), ["n", "words"], "int64"), /wants int64/],
    ["of rows", oneNode(relu, ["n", 12]), /input of 2 axes/],
    ["of four channels", oneNode(relu, ["n", 4, 8, 8]), /4 x 8 x 8|8 channels/],
    ["of oblong pictures", oneNode(relu, ["n", 3, 8, 4]), /8 x 4 pixels/],
    ["empty", new Uint8Array(0), /is empty/],
    ["that is a page", new TextEncoder().encode("\n<!doctype html><html>"), /web page, not a model/],
    ["of PyTorch's", new TextEncoder().encode("PK\u0003\u0004 archive"), /PyTorch's own format/],
    ["of Git LFS", new TextEncoder().encode("version https://git-lfs.github.com/spec/v1\n"), /pointer of Git LFS/],
  ];

  it.each(cases)("%s is refused with a sentence", async (_, bytes, sentence) => {
    const refused = openExtractor(bytes, "model.onnx");
    await expect(refused).rejects.toThrow(ModelError);
    await expect(refused).rejects.toThrow(sentence);
  });

  it("that is of no known format is refused by its name and bytes", async () => {
    await expect(openExtractor(Uint8Array.of(1, 2, 3), "a.bin")).rejects.toThrow(
      "a.bin is neither an ONNX model nor a safetensors",
    );
    await expect(openExtractor(Uint8Array.of(1, 2, 3), "a.onnx")).rejects.toThrow("a.onnx is no ONNX model");
  });

  it("that gives no vector says what it gives", async () => {
    const sum = await opened(oneNode(onnxNode("ReduceSum", ["x"], ["y"], { keepdims: 0 }), ["n", 3, 4, 4]), "sum.onnx");
    await expect(sum.extract(pictures(48), shape(1, 4, 3))).rejects.toThrow(/no vector of float32.*y \(float32, /);
  });

  it("for sides that can't be is refused", async () => {
    await expect(openExtractor(convolutional().model, "m.onnx", { side: 3 })).rejects.toThrow(
      "8 to 1024 pixels a side, not to 3",
    );
  });

  it("refuses vectors", async () => {
    const extractor = await opened(convolutional().model, "m.onnx", { side: 8 });
    const vectors: ImageShape = { count: 1, height: 1, width: 5, channels: 1, vectors: true };
    await expect(extractor.extract(new Float32Array(5), vectors)).rejects.toThrow("vectors, not pictures");
  });
});
