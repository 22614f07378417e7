import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { writeGeometry } from "../native/convolution";
import { nativeOf } from "../native/native";
import * as tf from "../tfjs";
import { replaceWasmKernel } from "./wasm-heap";

type Shape4D = [number, number, number, number];

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}
interface FilterAttributes extends Attributes {
  readonly filterShape: Shape4D;
}
interface InputAttributes extends Attributes {
  readonly inputShape: Shape4D;
}

/** Both gradients of a depthwise convolution, which the wasm backend lacks. NHWC, dilation 1 (tfjs-core refuses others). */
export function registerWasmDepthwiseGradients(): void {
  replaceWasmKernel(tf.DepthwiseConv2dNativeBackpropInput, () => ({ inputs, backend, attrs }) => {
    const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
    const attributes = attrs as unknown as InputAttributes;
    const filterShape = filter.shape as Shape4D;
    return gradient(backend as BackendWasm, "depthwiseInputGradient", dy, filter, attributes.inputShape, filterShape, attributes);
  });
  replaceWasmKernel(tf.DepthwiseConv2dNativeBackpropFilter, () => ({ inputs, backend, attrs }) => {
    const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
    const attributes = attrs as unknown as FilterAttributes;
    const inputShape = x.shape as Shape4D;
    return gradient(backend as BackendWasm, "depthwiseFilterGradient", x, dy, inputShape, attributes.filterShape, attributes);
  });
}

function gradient(
  backend: BackendWasm,
  name: "depthwiseInputGradient" | "depthwiseFilterGradient",
  first: tf.TensorInfo,
  second: tf.TensorInfo,
  inputShape: Shape4D,
  filterShape: Shape4D,
  { strides, pad, dimRoundingMode }: Attributes,
): tf.TensorInfo {
  const info = tf.backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad, dimRoundingMode, true);
  const out = backend.makeOutput(name === "depthwiseInputGradient" ? inputShape : filterShape, "float32");
  const native = nativeOf(backend);
  const { functions, address, notes } = native;
  writeGeometry(native, info);
  functions[name](address(first), address(second), address(out), notes, info.batchSize);
  return out;
}
