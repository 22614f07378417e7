import type { ExtractorOptions, FeatureExtractor } from "./feature-extractor";
import { fileKind } from "./file-kind";
import { ModelError } from "./model-error";

/** Sides to which pictures may be resized. */
const sides = { least: 8, most: 1024 };

/**
 * Makes a feature extractor of a model file: an ONNX model is run as it stands, of a safetensors file, which holds weights only, a ResNet
 * is built from their names. Neither runtime is loaded before it is wanted. Throws a ModelError whose sentence says why a file can't be used.
 */
export async function openExtractor(bytes: Uint8Array, name: string, options: ExtractorOptions = {}): Promise<FeatureExtractor> {
  const { side } = options;
  if (side !== undefined && !(Number.isInteger(side) && side >= sides.least && side <= sides.most))
    throw new ModelError(`Pictures can be resized to ${sides.least} to ${sides.most} pixels a side, not to ${side}.`);
  if (fileKind(bytes, name) === "onnx") {
    const { openOnnx } = await import("./onnx-extractor");
    return openOnnx(bytes, name, options);
  }
  const { openSafetensors } = await import("./safetensors-extractor");
  return openSafetensors(bytes, name, options);
}
