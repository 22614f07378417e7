import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ImageShape } from "../../core/images";
import { goldenValues } from "../../numerics/testing";
import { memoryInUse } from "../backend";
import { relativeError, startBackend, testedBackends } from "../testing";
import { ModelError } from "./model-error";
import { openExtractor } from "./open-extractor";
import { float32Tensor, type StoredTensor, safetensorsFile } from "./testing";

interface Network {
  readonly side: number;
  readonly channels: 1 | 3;
  readonly pixels: number[];
  readonly tensors: Readonly<Record<string, { readonly shape: number[]; readonly values: number[] }>>;
  readonly features: number[];
}
type Golden = Readonly<Record<"basic" | "bottleneck" | "cifar", Network>>;
const golden = goldenValues<Golden>("pretrained-resnet");

const stored = ({ tensors }: Network): Record<string, StoredTensor> =>
  Object.fromEntries(Object.entries(tensors).map(([name, { shape, values }]) => [name, float32Tensor(shape, values)]));
const renamed = (tensors: Record<string, StoredTensor>, rename: (name: string) => string) =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [rename(name), tensor]));
const shapeOf = ({ side, channels }: Network): ImageShape => ({ count: 2, height: side, width: side, channels });

/** torchvision's name as Hugging Face's transformers have it. */
function huggingFace(name: string): string {
  return name
    .replace(/^conv1\./, "resnet.embedder.embedder.convolution.")
    .replace(/^bn1\./, "resnet.embedder.embedder.normalization.")
    .replace(/^fc\./, "classifier.1.")
    .replace(/^layer(\d)\.(\d)\./, (_, stage, block) => `resnet.encoder.stages.${stage - 1}.layers.${block}.`)
    .replace(/conv(\d)\./, (_, part) => `layer.${part - 1}.convolution.`)
    .replace(/bn(\d)\./, (_, part) => `layer.${part - 1}.normalization.`)
    .replace("downsample.0.", "shortcut.convolution.")
    .replace("downsample.1.", "shortcut.normalization.");
}

/** Float32 values as the upper or lower-precision numbers that they are nearest to, or cut to. */
const brain = (values: number[]) => Uint16Array.from(new Uint32Array(Float32Array.from(values).buffer), (bits) => bits >>> 16);

async function featuresOf(tensors: Record<string, StoredTensor>, network: Network, name = "tiny.safetensors") {
  const extractor = await openExtractor(safetensorsFile(tensors), name, { side: network.side });
  try {
    return [...(await extractor.extract(Float32Array.from(network.pixels), shapeOf(network)))];
  } finally {
    await extractor.dispose();
  }
}

for (const backend of testedBackends) {
  describe(`a ResNet from a safetensors file, on ${backend}`, () => {
    let before = 0;
    beforeAll(() => startBackend(backend));
    beforeEach(() => {
      before = memoryInUse().tensors;
    });
    afterEach(() => expect(memoryInUse().tensors).toBe(before));

    it.each(["basic", "bottleneck", "cifar"] as const)("computes what PyTorch does: %s", async (which) => {
      const network = golden[which];
      expect(relativeError(await featuresOf(stored(network), network), network.features)).toBeLessThan(1e-4);
    });
  });
}

describe("a safetensors file", () => {
  const { basic, bottleneck, cifar } = golden;
  beforeAll(() => startBackend("cpu"));

  it("tells what network it holds", async () => {
    const opened = async (network: Network) => {
      const extractor = await openExtractor(safetensorsFile(stored(network)), "a.safetensors");
      await extractor.dispose();
      return extractor;
    };
    expect(await opened(basic)).toMatchObject({
      title: "a.safetensors, a ResNet-8",
      features: 6,
      inputSide: 224,
      inputChannels: 3,
    });
    expect(await opened(bottleneck)).toMatchObject({ title: "a.safetensors, a ResNet-11", features: 12, kind: "safetensors" });
    expect(await opened(cifar)).toMatchObject({ inputSide: 32, inputChannels: 1 });
  });

  it("may have names with something before them, or Hugging Face's", async () => {
    const prefixed = renamed(stored(bottleneck), (name) => (name.startsWith("fc.") ? name : `module.backbone.${name}`));
    expect(relativeError(await featuresOf(prefixed, bottleneck), bottleneck.features)).toBeLessThan(1e-4);
    const translated = renamed(stored(bottleneck), huggingFace);
    expect(Object.keys(translated)).toContain("resnet.encoder.stages.0.layers.1.layer.2.normalization.running_var");
    expect(relativeError(await featuresOf(translated, bottleneck), bottleneck.features)).toBeLessThan(1e-4);
  });

  it("may hold numbers of half the width", async () => {
    const coarse = Object.fromEntries(
      Object.entries(basic.tensors).map(([name, { shape, values }]) => {
        const bits = brain(values);
        return [name, { dtype: "BF16", shape, bytes: new Uint8Array(bits.buffer) }];
      }),
    );
    const rounded = Object.fromEntries(
      Object.entries(basic.tensors).map(([name, { shape, values }]) => {
        const bits = Uint32Array.from(brain(values), (half) => half << 16);
        return [name, float32Tensor(shape, [...new Float32Array(bits.buffer)])];
      }),
    );
    expect(await featuresOf(coarse, basic)).toEqual(await featuresOf(rounded, basic));
  });

  it("gives back all tensors when it is closed, and computes nothing then", async () => {
    const before = memoryInUse().tensors;
    const extractor = await openExtractor(safetensorsFile(stored(cifar)), "c.safetensors");
    expect(memoryInUse().tensors).toBeGreaterThan(before);
    await extractor.dispose();
    await extractor.dispose();
    expect(memoryInUse().tensors).toBe(before);
    await expect(extractor.extract(Float32Array.from(cifar.pixels), shapeOf(cifar))).rejects.toThrow("has been closed");
  });
});

describe("weights that make no ResNet", () => {
  const { basic, bottleneck } = golden;
  const changed = (network: Network, change: (tensors: Record<string, StoredTensor>) => void) => {
    const tensors = stored(network);
    change(tensors);
    return tensors;
  };
  const cases: readonly (readonly [string, Record<string, StoredTensor>, RegExp])[] = [
    [
      "of a transformer",
      { "blocks.0.attn.qkv.weight": float32Tensor([1], [1]) },
      /no ResNet that is known here \(blocks\.0\.attn/,
    ],
    ["with a deep stem", renamed(stored(basic), (name) => name.replace(/^conv1\./, "conv1.0.")), /no ResNet that is known here/],
    [
      "with more parts",
      changed(basic, (tensors) => {
        tensors["layer1.0.se.fc1.weight"] = float32Tensor([1], [1]);
      }),
      /parts that a plain one has not got \(layer1\.0\.se\.fc1\.weight\)/,
    ],
    [
      "with groups",
      changed(bottleneck, (tensors) => {
        tensors["layer1.0.conv2.weight"] = float32Tensor([2, 1, 3, 3], Array(18).fill(0));
      }),
      /takes 1 channels of 2: convolutions in groups/,
    ],
    [
      "without a way past",
      changed(basic, (tensors) => {
        for (const name of Object.keys(tensors)) if (name.startsWith("layer2.0.downsample")) delete tensors[name];
      }),
      /the way past layer2\.0 does not fit/,
    ],
    [
      "without moments",
      changed(basic, (tensors) => {
        delete tensors["layer1.0.bn2.running_var"];
      }),
      /layer1\.0\.bn2\.running_var is not there/,
    ],
    [
      "with a gap",
      changed(basic, (tensors) => {
        for (const name of Object.keys(tensors)) if (name.startsWith("layer1.")) delete tensors[name];
      }),
      /6 convolutions are stored, and 1 of them/,
    ],
    [
      "of whole numbers",
      changed(basic, (tensors) => {
        tensors["conv1.weight"] = { ...tensors["conv1.weight"], dtype: "I32" };
      }),
      /holds conv1\.weight as I32/,
    ],
  ];

  it.each(cases)("%s are refused with a sentence", async (_, tensors, sentence) => {
    const before = memoryInUse().tensors;
    const refused = openExtractor(safetensorsFile(tensors), "w.safetensors");
    await expect(refused).rejects.toThrow(ModelError);
    await expect(refused).rejects.toThrow(sentence);
    expect(memoryInUse().tensors).toBe(before);
  });
});
