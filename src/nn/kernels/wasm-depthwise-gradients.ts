import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { writeGeometry } from "../native/convolution";
import { nativeOf } from "../native/native";
import * as tf from "../tfjs";
import type { ConvolutionAttributes, Shape4D } from "./wasm-convolution";
import { replaceWasmKernel } from "./wasm-heap";

interface FilterAttributes extends ConvolutionAttributes {
  readonly filterShape: Shape4D;
}
interface InputAttributes extends ConvolutionAttributes {
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
  { strides, pad, dimRoundingMode }: ConvolutionAttributes,
): tf.TensorInfo {
  const info = tf.backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad, dimRoundingMode, true);
  const out = backend.makeOutput(name === "depthwiseInputGradient" ? inputShape : filterShape, "float32");
  const native = nativeOf(backend);
  const { functions, address, notes } = native;
  writeGeometry(native, info);
  functions[name](address(first), address(second), address(out), notes, info.batchSize);
  return out;
}
