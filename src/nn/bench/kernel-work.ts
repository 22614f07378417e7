import { Rng } from "../../core/rng";
import * as tf from "../tfjs";
import { uniform } from "./data";
import type { Prepared, WorkOf } from "./work";

/** A single kernel, called through tfjs: whichever is registered runs, ours or the stock one. For backends that compute at once. */
export function kernelWork(work: WorkOf<"product" | "convolution">): Prepared {
  const rng = Rng.fromSeed("bench kernels");
  const tensor = (shape: number[]) => tf.tensor(uniform(tf.util.sizeFromShape(shape), -1, 1, rng), shape);
  const { inputs, run } = work.kind === "product" ? product(work, tensor) : convolution(work, tensor);
  return {
    async once() {
      run().dispose();
    },
    dispose: () => tf.dispose(inputs),
  };
}

interface Call {
  readonly inputs: tf.Tensor[];
  run(): tf.Tensor;
}

function product({ m, n, depth, transposeA, transposeB }: WorkOf<"product">, tensor: (shape: number[]) => tf.Tensor): Call {
  const a = tensor(transposeA ? [depth, m] : [m, depth]);
  const b = tensor(transposeB ? [n, depth] : [depth, n]);
  return { inputs: [a, b], run: () => tf.matMul(a, b, transposeA, transposeB) };
}

function convolution(
  { pass, batch, side, inChannels, outChannels, filter, stride }: WorkOf<"convolution">,
  tensor: (shape: number[]) => tf.Tensor,
): Call {
  const outSide = Math.ceil(side / stride);
  const inputShape: [number, number, number, number] = [batch, side, side, inChannels];
  const filterShape: [number, number, number, number] = [filter, filter, inChannels, outChannels];
  const x = tensor(inputShape);
  const w = tensor(filterShape);
  const dy = tensor([batch, outSide, outSide, outChannels]);
  const attrs = { strides: stride, pad: "same", dataFormat: "NHWC", dilations: 1 };
  const calls = {
    forward: () => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, "same"),
    "to input": () => tf.engine().runKernel(tf.Conv2DBackpropInput, { dy, filter: w }, { ...attrs, inputShape }) as tf.Tensor,
    "to filter": () => tf.engine().runKernel(tf.Conv2DBackpropFilter, { x, dy }, { ...attrs, filterShape }) as tf.Tensor,
  };
  return { inputs: [x, w, dy], run: calls[pass] };
}
