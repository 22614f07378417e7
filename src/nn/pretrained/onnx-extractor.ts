import { imageSize } from "../../core/images";
import type { ExtractorOptions, FeatureExtractor } from "./feature-extractor";
import { ModelError, messageOf } from "./model-error";
import { onnxFault } from "./onnx-faults";
import { onnxInput } from "./onnx-input";
import { onnxFeatures } from "./onnx-output";
import { type Onnx, onnxRuntime } from "./onnx-runtime";
import { preparePictures } from "./prepare-pictures";

/**
 * Multiply-adds of a picture for each byte of a model's file, at 224 pixels a side: 40 in a ResNet-50, 50 in a ViT-B/16, 20 in a
 * MobileNetV2. Of a network of unknown operators nothing else tells how long it holds the thread.
 */
const workOfByte = 40;
/** Multiply-adds between two turns of the thread: up to half a second. */
const workOfTurn = 3e9;
const largestBatch = 32;

function batchFor(fileSize: number, side: number): number {
  const work = workOfByte * fileSize * (side / 224) ** 2;
  return Math.min(largestBatch, Math.max(1, Math.floor(workOfTurn / work)));
}

/** Opens an ONNX model in the WebAssembly build of ONNX Runtime. */
export async function openOnnx(bytes: Uint8Array, name: string, options: ExtractorOptions): Promise<FeatureExtractor> {
  const runtime = await onnxRuntime().catch((error: unknown) => {
    throw new ModelError(`ONNX Runtime can't be loaded: ${messageOf(error)}`, { cause: error });
  });
  const session = await open(runtime, bytes, name);
  try {
    return extractor(runtime, session, name, bytes.length, options);
  } catch (error) {
    await session.release();
    throw error;
  }
}

async function open(runtime: typeof Onnx, bytes: Uint8Array, name: string): Promise<Onnx.InferenceSession> {
  try {
    // Level 4: what is wrong is thrown, and needn't be printed too.
    return await runtime.InferenceSession.create(bytes, { executionProviders: ["wasm"], logSeverityLevel: 4 });
  } catch (error) {
    throw onnxFault(error, name, "opened");
  }
}

function extractor(
  runtime: typeof Onnx,
  session: Onnx.InferenceSession,
  model: string,
  fileSize: number,
  options: ExtractorOptions,
): FeatureExtractor {
  const input = onnxInput(session.inputMetadata, model, options);
  const { side, channels, layout } = input.format;
  const dims = (rows: number) => (layout === "nchw" ? [rows, channels, side, side] : [rows, side, side, channels]);
  // Known from the first batch on: then no other output is computed or copied.
  let wanted: string | null = null;
  let features: number | null = null;

  /** Features [rows, D] of prepared pictures. */
  async function run(prepared: Float32Array, rows: number): Promise<Float32Array> {
    const fed = new runtime.Tensor("float32", prepared, dims(rows));
    const order = wanted === null ? session.outputNames : [wanted];
    const outputs = await session.run({ [input.name]: fed }, order).catch((error: unknown) => {
      throw onnxFault(error, model, "run");
    });
    const found = onnxFeatures(outputs, order, rows, layout, model);
    if (features !== null && found.features !== features)
      throw new ModelError(
        `${model} gave vectors of length ${features} for some pictures and of length ${found.features} for others.`,
      );
    wanted = found.name;
    features = found.features;
    return found.data;
  }

  return {
    title: model,
    kind: "onnx",
    get features() {
      return features;
    },
    inputSide: side,
    inputChannels: channels,
    batchSize: input.batch ?? batchFor(fileSize, side),
    async extract(pixels, shape) {
      const size = imageSize(shape);
      const rows = input.batch ?? Math.max(1, shape.count);
      const parts: Float32Array[] = [];
      for (let start = 0; start < shape.count; start += rows) {
        const count = Math.min(rows, shape.count - start);
        const part = pixels.subarray(start * size, (start + count) * size);
        const result = await run(preparePictures(part, { ...shape, count }, input.format, rows), rows);
        parts.push(result.subarray(0, (result.length / rows) * count));
      }
      return parts.length === 1 ? parts[0] : joined(parts);
    },
    dispose: () => session.release(),
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
