import type { Rng } from "../../core/rng";
import { glorotUniform } from "../initialisers";
import * as tf from "../tfjs";
import { createVariable } from "../variables";
import type { Layer } from "./dense";

export interface ConvolutionShape {
  /** Side of the square filter. */
  readonly side: number;
  readonly stride: number;
  readonly inChannels: number;
  readonly outChannels: number;
}

/** x [b, h, w, in] → act(conv(x) + b) [b, ⌈h/stride⌉, ⌈w/stride⌉, out], padding "same". */
export function convolution(shape: ConvolutionShape, activation: "relu" | "linear", rng: Rng): Layer {
  const { side, stride, inChannels, outChannels } = shape;
  const area = side * side;
  const weights = createVariable(glorotUniform(area * inChannels * outChannels, area * inChannels, area * outChannels, rng), [
    side,
    side,
    inChannels,
    outChannels,
  ]);
  const bias = createVariable(new Float32Array(outChannels), [outChannels]);
  return {
    variables: { weights, bias },
    apply(x) {
      const y = tf.add(tf.conv2d(x as tf.Tensor4D, weights as unknown as tf.Tensor4D, stride, "same"), bias);
      return activation === "relu" ? tf.relu(y) : y;
    },
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
    variables: { weights, bias },
    apply(x) {
      const size: [number, number, number, number] = [x.shape[0] ?? 0, outHeight, outWidth, outChannels];
      const y = tf.add(tf.conv2dTranspose(x as tf.Tensor4D, weights as unknown as tf.Tensor4D, size, stride, "same"), bias);
      return activation === "relu" ? tf.relu(y) : y;
    },
  };
}
