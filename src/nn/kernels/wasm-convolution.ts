import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type ConvolutionGeometry, convolution, filterGradient, inputGradient } from "../native/convolution";
import type { Activation } from "../native/native-module";
import * as tf from "../tfjs";
import { replaceWasmKernel } from "./wasm-heap";

export type Shape4D = [number, number, number, number];

/** What every pass of a convolution is told. */
export interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}
interface ForwardAttributes extends ConvolutionAttributes {
  readonly dilations: number | [number, number];
  readonly dataFormat: "NHWC" | "NCHW";
  readonly activation?: string;
}

/**
 * The convolution for the wasm backend, as a product of matrices whose patches are made block by block in the cache. The
 * original is XNNPACK's, as fast without fused multiply-add, slower with; it is kept for dilations.
 */
export function registerWasmConv2D(): void {
  for (const name of [tf.Conv2D, tf.FusedConv2D]) {
    replaceWasmKernel(name, (original) => (call) => {
      const { x, filter, bias } = call.inputs as { x: tf.TensorInfo; filter: tf.TensorInfo; bias?: tf.TensorInfo };
      const attributes = call.attrs as unknown as ForwardAttributes;
      const { dilations, dataFormat, activation = "linear" } = attributes;
      const plain = [dilations].flat().every((dilation) => dilation === 1) && dataFormat === "NHWC";
      if (!plain || !isOurs(activation)) {
        if (!original) throw new Error(`the wasm backend has no ${name} to fall back on`);
        return original.kernelFunc(call);
      }
      const wasm = call.backend as BackendWasm;
      const g = geometry(x.shape, filter.shape, attributes);
      const out = wasm.makeOutput([g.batchSize, g.outHeight, g.outWidth, g.outChannels], "float32");
      convolution(wasm, x, filter, bias ?? null, out, g, activation);
      return out;
    });
  }
}

function isOurs(activation: string): activation is Activation {
  return activation === "linear" || activation === "relu";
}

/** The gradient of a convolution to its filter, which the wasm backend lacks. Data format NHWC, dilation 1. */
export function registerWasmConv2DBackpropFilter(): void {
  replaceWasmKernel(tf.Conv2DBackpropFilter, () => ({ inputs, backend, attrs }) => {
    const wasm = backend as BackendWasm;
    const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
    const attributes = attrs as unknown as ConvolutionAttributes & { readonly filterShape: Shape4D };
    const out = wasm.makeOutput(attributes.filterShape, "float32");
    filterGradient(wasm, x, dy, out, geometry(x.shape, attributes.filterShape, attributes));
    return out;
  });
}

/** The gradient of a convolution to its input, which is also the transposed convolution. The original is a naive loop. */
export function registerWasmConv2DBackpropInput(): void {
  replaceWasmKernel(tf.Conv2DBackpropInput, () => ({ inputs, backend, attrs }) => {
    const wasm = backend as BackendWasm;
    const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
    const attributes = attrs as unknown as ConvolutionAttributes & { readonly inputShape: Shape4D };
    const out = wasm.makeOutput(attributes.inputShape, "float32");
    inputGradient(wasm, dy, filter, out, geometry(attributes.inputShape, filter.shape, attributes));
    return out;
  });
}

function geometry(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dimRoundingMode }: ConvolutionAttributes,
): ConvolutionGeometry {
  return tf.backend_util.computeConv2DInfo(inputShape as Shape4D, filterShape as Shape4D, strides, 1, pad, dimRoundingMode);
}
