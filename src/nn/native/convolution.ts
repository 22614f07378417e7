import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type * as tf from "../tfjs";
import { runJob } from "./job";
import { type Native, nativeOf } from "./native";
import { type Activation, activations } from "./native-module";

/** A convolution over [batch, h, w, c] with strides and padding resolved; dilation 1. What tfjs's conv_util gives fits. */
export interface ConvolutionGeometry {
  readonly batchSize: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly padInfo: { readonly top: number; readonly left: number };
}

/** out = activation(images ∗ filter + bias): [b, oh, ow, out] from [b, h, w, in], [fh, fw, in, out] and [out]. */
export function convolution(
  backend: BackendWasm,
  images: tf.TensorInfo,
  filter: tf.TensorInfo,
  bias: tf.TensorInfo | null,
  out: tf.TensorInfo,
  g: ConvolutionGeometry,
  activation: Activation,
): void {
  const native = nativeOf(backend);
  const { functions, address, notes } = native;
  writeGeometry(native, g);
  runJob(native, {
    kind: "convolutionPositions",
    count: g.batchSize * g.outHeight * g.outWidth,
    grain: 32,
    work: workOf(g),
    scratchBytes: functions.convolutionScratch(notes),
    args: [address(images), address(filter), bias ? address(bias) : 0, address(out), notes, activations[activation]],
  });
}

/** out [fh, fw, in, out] = ∂L/∂filter from the images and dy [b, oh, ow, out]. */
export function filterGradient(
  backend: BackendWasm,
  images: tf.TensorInfo,
  dy: tf.TensorInfo,
  out: tf.TensorInfo,
  g: ConvolutionGeometry,
): void {
  const native = nativeOf(backend);
  const { functions, address, notes } = native;
  writeGeometry(native, g);
  runJob(native, {
    kind: "filterGradientRows",
    count: g.filterHeight * g.filterWidth * g.inChannels,
    // Four patch values are packed at once; a part that is too short packs dy for too little.
    grain: 16,
    work: workOf(g),
    scratchBytes: functions.filterGradientScratch(notes, g.batchSize),
    args: [address(images), address(dy), address(out), notes, g.batchSize],
  });
}

/**
 * out [b, h, w, in] = activation(∂L/∂images + bias) from dy [b, oh, ow, out] and the filter. With a bias [in] or an activation
 * it is a layer of its own, the transposed convolution of dy.
 */
export function inputGradient(
  backend: BackendWasm,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  out: tf.TensorInfo,
  g: ConvolutionGeometry,
  bias: tf.TensorInfo | null = null,
  activation: Activation = "linear",
): void {
  const native = nativeOf(backend);
  const { functions, address, notes } = native;
  writeGeometry(native, g);
  runJob(native, {
    kind: "inputGradientImages",
    count: g.batchSize,
    grain: 1,
    work: workOf(g),
    scratchBytes: functions.inputGradientScratch(notes),
    args: [address(dy), address(filter), address(out), bias ? address(bias) : 0, notes, activations[activation]],
  });
}

/** Multiply-adds of a convolution, and of each of its gradients. */
function workOf(g: ConvolutionGeometry): number {
  return g.batchSize * g.outHeight * g.outWidth * g.filterHeight * g.filterWidth * g.inChannels * g.outChannels;
}

/** Writes a geometry to the notes, as assembly/geometry.ts reads it. */
export function writeGeometry(native: Native, g: ConvolutionGeometry): void {
  new Int32Array(native.memory.buffer, native.notes, 12).set([
    g.inHeight,
    g.inWidth,
    g.inChannels,
    g.outHeight,
    g.outWidth,
    g.outChannels,
    g.filterHeight,
    g.filterWidth,
    g.strideHeight,
    g.strideWidth,
    g.padInfo.top,
    g.padInfo.left,
  ]);
}
