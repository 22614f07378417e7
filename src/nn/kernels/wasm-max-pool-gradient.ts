import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { writeGeometry } from "../native/convolution";
import { nativeOf } from "../native/native";
import * as tf from "../tfjs";
import { replaceWasmKernel } from "./wasm-heap";

interface Attributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
}

/**
 * The gradient of max pooling, NHWC. The original adds to whatever its memory held before. Where several values of a window are
 * the largest, the last in reading order takes the gradient, as on tfjs's WebGPU and WebGL backends, so that a run does not depend
 * on the device; tfjs's cpu backend, TensorFlow's and PyTorch give it to the first.
 */
export function registerWasmMaxPoolGrad(): void {
  replaceWasmKernel(tf.MaxPoolGrad, () => ({ inputs, backend, attrs }) => {
    const wasm = backend as BackendWasm;
    const { dy, input } = inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
    const { filterSize, strides, pad } = attrs as unknown as Attributes;
    const shape = input.shape as [number, number, number, number];
    const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad);
    // From dy, since the gradient is not told how the forward pass rounded its size.
    const [, outHeight, outWidth] = dy.shape;
    const out = wasm.makeOutput(shape, "float32");
    const native = nativeOf(wasm);
    const { functions, address, notes } = native;
    writeGeometry(native, { ...info, outHeight, outWidth });
    functions.maxPoolGradient(address(input), address(dy), address(out), notes, info.batchSize);
    return out;
  });
}
