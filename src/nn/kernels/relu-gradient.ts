import { nativeOf } from "../native/native";
import * as tf from "../tfjs";
import { wasmBackend } from "./wasm-heap";
import { webgpuBackend } from "./webgpu-program";
import { leakyReluGradientOnGpu, reluGradientOnGpu } from "./webgpu-relu-gradient";

/** dy where y > 0, 0 elsewhere: the gradient of y = max(0, x) from its result, in the shape of both. */
export function reluGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const webgpu = webgpuBackend();
  if (webgpu) return reluGradientOnGpu(webgpu, dy, y);
  const backend = wasmBackend();
  if (!backend) return tf.mul(dy, tf.step(y));
  const out = backend.makeOutput(y.shape, "float32");
  const { functions, address } = nativeOf(backend);
  functions.reluGradient(address(dy), address(y), address(out), y.size);
  return tf.engine().makeTensorFromTensorInfo(out);
}

/** dy where y > 0, slope · dy elsewhere: the gradient of a leaky ReLU from its result, for a slope above 0. */
export function leakyReluGradient(dy: tf.Tensor, y: tf.Tensor, slope: number): tf.Tensor {
  const webgpu = webgpuBackend();
  if (webgpu) return leakyReluGradientOnGpu(webgpu, dy, y, slope);
  const backend = wasmBackend();
  if (!backend) return tf.where(tf.greater(y, 0), dy, tf.mul(dy, slope));
  const out = backend.makeOutput(y.shape, "float32");
  const { functions, address } = nativeOf(backend);
  functions.leakyReluGradient(address(dy), address(y), address(out), y.size, slope);
  return tf.engine().makeTensorFromTensorInfo(out);
}
