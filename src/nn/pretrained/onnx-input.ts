import type { ExtractorOptions } from "./feature-extractor";
import { ModelError } from "./model-error";
import type { Onnx } from "./onnx-runtime";
import type { InputFormat } from "./prepare-pictures";

/** The side of pictures where a model leaves it open: that of nearly all networks trained on ImageNet. */
const usualSide = 224;

/** What a model's one input takes. */
export interface OnnxInput {
  readonly name: string;
  readonly format: InputFormat;
  /** Pictures that it must be given at a time; null where any number will do. */
  readonly batch: number | null;
}

/**
 * Reads from a model's declared inputs what to give it. It must have one, of float32 pictures [b, c, h, w] or [b, h, w, c] with one
 * or three channels: the place of a 1 or 3 tells which, and where no size is declared it is [b, 3, h, w]. Throws a ModelError otherwise.
 */
export function onnxInput(
  inputs: readonly Onnx.InferenceSession.ValueMetadata[],
  model: string,
  { side, normalisation = "imagenet" }: ExtractorOptions,
): OnnxInput {
  const [input, ...others] = inputs;
  if (!input) throw new ModelError(`${model} has no input: it is not a network that looks at pictures.`);
  if (others.length > 0)
    throw new ModelError(
      `${model} wants ${inputs.length} inputs (${inputs.map(({ name }) => name).join(", ")}): only networks that want nothing but pictures can be used.`,
    );
  if (!input.isTensor || input.type !== "float32")
    throw new ModelError(
      `${model} wants ${input.isTensor ? input.type : "no tensor"} as its input: export it with float32 inputs and outputs.`,
    );
  const shape = input.shape.length === 0 ? ["b", "c", "h", "w"] : input.shape.map(declaredSize);
  if (shape.length !== 4)
    throw new ModelError(
      `${model} wants an input of ${shape.length} axes (${shape.join(" x ")}), and pictures in a batch have four.`,
    );
  const layout = layoutOf(shape);
  const [channels, height, width] = layout === "nchw" ? shape.slice(1) : [shape[3], shape[1], shape[2]];
  if (typeof channels === "number" && channels !== 1 && channels !== 3)
    throw new ModelError(
      `${model} wants pictures of ${channels} channels (${shape.join(" x ")}): only one or three can be made.`,
    );
  const declared = [height, width].filter((size) => typeof size === "number");
  if (new Set(declared).size > 1)
    throw new ModelError(`${model} wants pictures of ${height} x ${width} pixels: only square ones can be made.`);
  const [batch] = shape;
  return {
    name: input.name,
    format: { side: declared[0] ?? side ?? usualSide, channels: channels === 1 ? 1 : 3, layout, normalisation },
    batch: typeof batch === "number" ? batch : null,
  };
}

/** A size that is left open without a name comes as 2^32 - 1, or as 0: no size of anything. */
function declaredSize(size: number | string): number | string {
  return typeof size === "number" && (size <= 0 || size >= 2 ** 31) ? "?" : size;
}

function layoutOf(shape: readonly (number | string)[]): InputFormat["layout"] {
  const mayBeChannels = (size: number | string) => size === 1 || size === 3;
  if (mayBeChannels(shape[1])) return "nchw";
  if (mayBeChannels(shape[3])) return "nhwc";
  // A size in the second place that is no number of channels must be a height.
  return typeof shape[1] === "number" && typeof shape[3] === "string" ? "nhwc" : "nchw";
}
