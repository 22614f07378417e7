import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { inputGradient } from "../native/convolution";
import type { Activation } from "../native/native-module";
import * as tf from "../tfjs";

/** Name of the kernel: a transposed convolution, its bias and its activation. tfjs has none with bias and activation. */
export const transposedConvolution = "KindredTransposedConvolution";

type Shape4 = [number, number, number, number];

interface Attributes {
  readonly strides: [number, number];
  /** Shape of the result [n, h, w, c], the input of the convolution that this one transposes. */
  readonly inputShape: Shape4;
  readonly activation: Activation;
}

/** Makes sure that `backend` has the kernel: inputs x [n, oh, ow, in], filter [fh, fw, c, in] and bias [c]; padding "same". */
export function registerTransposedConvolution(backend: string): void {
  if (tf.getKernel(transposedConvolution, backend)) return;
  const kernelFunc = backend === "wasm" ? onWasm : composed;
  tf.registerKernel({ kernelName: transposedConvolution, backendName: backend, kernelFunc });
}

const onWasm: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  const { x, filter, bias } = inputs as Record<string, tf.TensorInfo>;
  const { strides, inputShape, activation } = attrs as unknown as Attributes;
  const wasm = backend as BackendWasm;
  const geometry = tf.backend_util.computeConv2DInfo(inputShape, filter.shape as Shape4, strides, 1, "same");
  const out = wasm.makeOutput(inputShape, "float32");
  inputGradient(wasm, x, filter, out, geometry, bias, activation);
  return out;
};

const composed: tf.KernelFunc = ({ inputs, attrs }) => {
  const { x, filter, bias } = inputs as Record<string, tf.Tensor>;
  const { strides, inputShape, activation } = attrs as unknown as Attributes;
  return tf.tidy(() => {
    const y = tf.add(tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, inputShape, strides, "same"), bias);
    return activation === "relu" ? tf.relu(y) : y;
  });
};
