import { reluGradient } from "../kernels/relu-gradient";
import { registerTransposedConvolution, transposedConvolution } from "../kernels/transposed-convolution";
import type { Activation } from "../native/native-module";
import * as tf from "../tfjs";

/** What a window that hangs over the edge sees: zeros beyond it, or nothing, since there is none. */
export type Padding = "same" | "valid";

/**
 * Product or convolution, bias and activation in one kernel, for training too: tfjs's own fused operations fall apart into three
 * kernels as soon as a gradient is wanted. Here the fused kernels have gradients of their own, which need no more than the
 * result to undo the activation.
 */

/** act(x · w + b): [rows, in], [in, out], [out] → [rows, out]. */
export function fusedDense(x: tf.Tensor2D, w: tf.Tensor, b: tf.Tensor, activation: Activation): tf.Tensor2D {
  registerGradients();
  const [rows, inputs] = x.shape;
  const outputs = w.shape[1] ?? 0;
  // The WebGPU and cpu kernels take stacks of matrices only.
  const a = tf.reshape(x, [1, rows, inputs]);
  const weights = tf.reshape(w, [1, inputs, outputs]);
  const y = run(tf._FusedMatMul, { a, b: weights, bias: b }, { transposeA: false, transposeB: false, activation });
  return tf.reshape(y, [rows, outputs]);
}

/**
 * act(x ∗ w + b): [n, h, w, in], [side, side, in, out], [out] → [n, ⌈h/stride⌉, ⌈w/stride⌉, out]; with padding "valid"
 * ⌊(h − side) / stride⌋ + 1 high, and wide likewise.
 */
export function fusedConvolution(
  x: tf.Tensor4D,
  w: tf.Tensor,
  b: tf.Tensor,
  stride: number,
  activation: Activation,
  padding: Padding = "same",
): tf.Tensor4D {
  registerGradients();
  const attributes = { strides: [stride, stride], pad: padding, dataFormat: "NHWC", dilations: [1, 1], activation };
  return run(tf.FusedConv2D, { x, filter: w, bias: b }, attributes) as tf.Tensor4D;
}

/** act(x ∗ᵀ w + b), padding "same": [n, h, w, in], [side, side, out, in], [out] → `shape` [n, oh, ow, out]. */
export function fusedTransposedConvolution(
  x: tf.Tensor4D,
  w: tf.Tensor,
  b: tf.Tensor,
  shape: readonly [number, number, number, number],
  stride: number,
  activation: Activation,
): tf.Tensor4D {
  registerGradients();
  registerTransposedConvolution(tf.getBackend());
  const attributes = { strides: [stride, stride], inputShape: [...shape], activation };
  return run(transposedConvolution, { x, filter: w, bias: b }, attributes) as tf.Tensor4D;
}

function run(kernel: string, inputs: Record<string, tf.Tensor>, attributes: object): tf.Tensor {
  return tf.engine().runKernel(kernel, inputs as unknown as tf.NamedTensorMap, attributes as tf.NamedAttrMap) as tf.Tensor;
}

let registered = false;

function registerGradients(): void {
  if (registered) return;
  registered = true;
  tf.registerGradient({
    kernelName: tf._FusedMatMul,
    inputsToSave: ["a", "b"],
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => {
      const [a, b, y] = saved;
      const slope = beforeActivation(dy as tf.Tensor, y, attributes);
      return {
        a: () => tf.matMul(slope, b, false, true),
        b: () => tf.matMul(a, slope, true, false),
        bias: () => tf.sum(slope, [0, 1]),
      };
    },
  });
  tf.registerGradient({
    kernelName: tf.FusedConv2D,
    inputsToSave: ["x", "filter"],
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => {
      const [x, filter, y] = saved as tf.Tensor4D[];
      const slope = beforeActivation(dy as tf.Tensor, y, attributes);
      const { strides, pad } = attributes as unknown as { strides: [number, number]; pad: Padding };
      const options = { strides, pad, dataFormat: "NHWC", dimRoundingMode: undefined };
      return {
        x: () => run(tf.Conv2DBackpropInput, { dy: slope, filter }, { ...options, inputShape: x.shape }),
        filter: () => run(tf.Conv2DBackpropFilter, { x, dy: slope }, { ...options, filterShape: filter.shape }),
        bias: () => tf.sum(slope, [0, 1, 2]),
      };
    },
  });
  tf.registerGradient({
    kernelName: transposedConvolution,
    inputsToSave: ["x", "filter"],
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => {
      const [x, filter, y] = saved as tf.Tensor4D[];
      const slope = beforeActivation(dy as tf.Tensor, y, attributes);
      const { strides } = attributes as unknown as { strides: [number, number] };
      const options = { strides, pad: "same", dataFormat: "NHWC", dimRoundingMode: undefined };
      return {
        x: () => run(tf.Conv2D, { x: slope, filter }, { ...options, dilations: [1, 1] }),
        filter: () => run(tf.Conv2DBackpropFilter, { x: slope, dy: x }, { ...options, filterShape: filter.shape }),
        bias: () => tf.sum(slope, [0, 1, 2]),
      };
    },
  });
}

/** The gradient before the activation, from that behind it and from the result. */
function beforeActivation(dy: tf.Tensor, y: tf.Tensor, attributes: tf.NamedAttrMap): tf.Tensor {
  const { activation } = attributes as unknown as { activation: Activation };
  return activation === "relu" ? reluGradient(dy, y) : dy;
}
