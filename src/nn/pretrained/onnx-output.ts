import { ModelError } from "./model-error";
import type { Onnx } from "./onnx-runtime";
import type { InputFormat } from "./prepare-pictures";

/** Features of a batch and the output that they come from. */
export interface OnnxFeatures {
  readonly name: string;
  /** [b, features] */
  readonly data: Float32Array;
  readonly features: number;
}

/**
 * The features among a model's outputs for b pictures. The first output [b, d] is taken as it is (an encoder's embedding, or the
 * logits of a classifier that was exported with its last layer). Else of the first [b, t, d] the first token, which is the
 * class token of vision transformers. Else of the first [b, d, h, w] (or [b, h, w, d], laid out as the input is) the mean over the pixels.
 * Else, of a model that takes one picture at a time, the first [d].
 */
export function onnxFeatures(
  outputs: Readonly<Record<string, Onnx.OnnxValue>>,
  order: readonly string[],
  batch: number,
  layout: InputFormat["layout"],
  model: string,
): OnnxFeatures {
  const usable = order
    .map((name) => ({ name, tensor: outputs[name] as Onnx.Tensor | undefined }))
    .filter(({ tensor }) => tensor?.type === "float32" && isOfBatch(tensor.dims, batch));
  for (const rank of [2, 3, 4, 1]) {
    const found = usable.find(({ tensor }) => tensor?.dims.length === rank);
    if (found?.tensor) return { name: found.name, ...rows(found.tensor.data as Float32Array, found.tensor.dims, layout) };
  }
  const told = order.map((name) => describe(name, outputs[name] as Onnx.Tensor | undefined)).join(", ");
  throw new ModelError(`${model} gives no vector of float32 numbers for a picture: its outputs are ${told || "none"}.`);
}

/** Whether an output has something for each picture. One picture's vector may come without the axis of pictures; one number is none. */
function isOfBatch(dims: readonly number[], batch: number): boolean {
  return dims.length === 1 ? batch === 1 && dims[0] > 1 : dims[0] === batch;
}

function rows(values: Float32Array, dims: readonly number[], layout: InputFormat["layout"]) {
  if (dims.length <= 2) return { data: values.slice(), features: dims[dims.length - 1] };
  const [batch] = dims;
  if (dims.length === 3) {
    const [, tokens, features] = dims;
    const data = new Float32Array(batch * features);
    for (let i = 0; i < batch; i++) data.set(values.subarray(i * tokens * features, (i * tokens + 1) * features), i * features);
    return { data, features };
  }
  const features = layout === "nchw" ? dims[1] : dims[3];
  const area = layout === "nchw" ? dims[2] * dims[3] : dims[1] * dims[2];
  const data = new Float32Array(batch * features);
  for (let i = 0; i < batch; i++) {
    for (let j = 0; j < features; j++) {
      let sum = 0;
      for (let p = 0; p < area; p++)
        sum += values[layout === "nchw" ? (i * features + j) * area + p : (i * area + p) * features + j];
      data[i * features + j] = sum / area;
    }
  }
  return { data, features };
}

function describe(name: string, tensor: Onnx.Tensor | undefined): string {
  return tensor?.dims ? `${name} (${tensor.type}, ${tensor.dims.join(" x ")})` : `${name} (no tensor)`;
}
