import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "../tfjs";
import { type ConvGeometry, col2im, im2col, patchCount, patchSize } from "./im2col";
import { heapView, replaceWasmKernel } from "./wasm-heap";

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}
interface FilterAttributes extends Attributes {
  readonly filterShape: [number, number, number, number];
}
interface InputAttributes extends Attributes {
  readonly inputShape: [number, number, number, number];
}

/**
 * The gradient of a convolution to its filter, which the wasm backend lacks: `patchesᵀ · dy` by im2col and the fast
 * matrix product. Data format NHWC, dilation 1.
 */
export function registerWasmConv2DBackpropFilter(): void {
  replaceWasmKernel(tf.Conv2DBackpropFilter, () => ({ inputs, backend, attrs }) => {
    const wasm = backend as BackendWasm;
    const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
    const { filterShape, strides, pad, dimRoundingMode } = attrs as unknown as FilterAttributes;
    const g = geometry(x.shape, filterShape, strides, pad, dimRoundingMode);
    const patches = wasm.makeOutput([patchCount(g), patchSize(g)], "float32");
    im2col(heapView(wasm, x), heapView(wasm, patches), g);
    const rows = { dataId: dy.dataId, shape: [patchCount(g), g.outChannels], dtype: dy.dtype } satisfies tf.TensorInfo;
    const gradient = multiply(wasm, patches, rows, true, false);
    wasm.disposeData(patches.dataId);
    return { ...gradient, shape: filterShape };
  });
}

/**
 * The gradient of a convolution to its input, which is also the transposed convolution: `dy · filterᵀ`, then col2im.
 * The original is a naive loop.
 */
export function registerWasmConv2DBackpropInput(): void {
  replaceWasmKernel(tf.Conv2DBackpropInput, () => ({ inputs, backend, attrs }) => {
    const wasm = backend as BackendWasm;
    const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
    const { inputShape, strides, pad, dimRoundingMode } = attrs as unknown as InputAttributes;
    const g = geometry(inputShape, filter.shape, strides, pad, dimRoundingMode);
    const rows = { dataId: dy.dataId, shape: [patchCount(g), g.outChannels], dtype: dy.dtype } satisfies tf.TensorInfo;
    const weights = { dataId: filter.dataId, shape: [patchSize(g), g.outChannels], dtype: filter.dtype } satisfies tf.TensorInfo;
    const patches = multiply(wasm, rows, weights, false, true);
    const out = wasm.makeOutput(inputShape, "float32");
    col2im(heapView(wasm, patches), heapView(wasm, out), g);
    wasm.disposeData(patches.dataId);
    return out;
  });
}

function geometry(
  inputShape: readonly number[],
  filterShape: readonly number[],
  strides: Attributes["strides"],
  pad: Attributes["pad"],
  rounding: Attributes["dimRoundingMode"],
): ConvGeometry {
  return tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    1,
    pad,
    rounding,
  );
}

/** [m, k] · [k, n] through the registered product, which takes batches: rank 3 in, rank 2 out. */
function multiply(
  wasm: BackendWasm,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
): tf.TensorInfo {
  const kernel = tf.getKernel(tf.BatchMatMul, "wasm");
  const out = kernel.kernelFunc({
    inputs: { a: { ...a, shape: [1, ...a.shape] }, b: { ...b, shape: [1, ...b.shape] } },
    backend: wasm,
    attrs: { transposeA, transposeB },
  }) as tf.TensorInfo;
  return { ...out, shape: out.shape.slice(1) };
}
