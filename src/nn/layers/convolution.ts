import type { Rng } from "../../core/rng";
import { glorotUniform } from "../initialisers";
import type * as tf from "../tfjs";
import { createVariable } from "../variables";
import type { Layer } from "./dense";
import { fusedConvolution, fusedTransposedConvolution, type Padding } from "./fused";

export interface ConvolutionShape {
  /** Size of the smaller picture, which the filter is laid on once a pixel: of the result, or of a transposed one's input. */
  readonly height: number;
  readonly width: number;
  /** Side of the square filter. */
  readonly side: number;
  readonly stride: number;
  readonly inChannels: number;
  readonly outChannels: number;
}

/**
 * x [b, h, w, in] → act(conv(x) + b) [b, ⌈h/stride⌉, ⌈w/stride⌉, out], padding "same" unless told otherwise; with "valid"
 * padding the result is ⌊(h − side) / stride⌋ + 1 high, and wide likewise.
 */
export function convolution(
  shape: ConvolutionShape & { readonly padding?: Padding },
  activation: "relu" | "linear",
  rng: Rng,
): Layer {
  const { side, stride, inChannels, outChannels, padding } = shape;
  const area = side * side;
  const weights = createVariable(glorotUniform(area * inChannels * outChannels, area * inChannels, area * outChannels, rng), [
    side,
    side,
    inChannels,
    outChannels,
  ]);
  const bias = createVariable(new Float32Array(outChannels), [outChannels]);
  return {
    work: workOf(shape),
    variables: { weights, bias },
    apply: (x) => fusedConvolution(x as tf.Tensor4D, weights, bias, stride, activation, padding),
  };
}

/**
 * Transposed convolution, x [b, h, w, in] → act(convᵀ(x) + b) [b, outHeight, outWidth, out], padding "same". The output
 * size is given, since several sizes lead to the same h under a stride (28 → 14 → 7 → 4 must come back as 7, not 8).
 */
export function transposedConvolution(
  shape: ConvolutionShape & { readonly outHeight: number; readonly outWidth: number },
  activation: "relu" | "linear",
  rng: Rng,
): Layer {
  const { side, stride, inChannels, outChannels, outHeight, outWidth } = shape;
  const area = side * side;
  const weights = createVariable(glorotUniform(area * inChannels * outChannels, area * inChannels, area * outChannels, rng), [
    side,
    side,
    outChannels,
    inChannels,
  ]);
  const bias = createVariable(new Float32Array(outChannels), [outChannels]);
  return {
    work: workOf(shape),
    variables: { weights, bias },
    apply(x) {
      const size = [x.shape[0] ?? 0, outHeight, outWidth, outChannels] as const;
      return fusedTransposedConvolution(x as tf.Tensor4D, weights, bias, size, stride, activation);
    },
  };
}

function workOf({ height, width, side, inChannels, outChannels }: ConvolutionShape): number {
  return height * width * side * side * inChannels * outChannels;
}
