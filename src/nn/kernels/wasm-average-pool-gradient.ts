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
 * The gradient of average pooling, NHWC, four channels at a time; the original walks single values. Like the original it divides
 * by the size of the whole window; gradients/average-pool.ts makes up for what hangs over the edge.
 */
export function registerWasmAvgPoolGrad(): void {
  replaceWasmKernel(tf.AvgPoolGrad, () => ({ inputs, backend, attrs }) => {
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
    functions.averagePoolGradient(address(dy), address(out), notes, info.batchSize);
    return out;
  });
}
