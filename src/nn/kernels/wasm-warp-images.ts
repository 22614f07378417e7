import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { nativeOf } from "../native/native";
import * as tf from "../tfjs";

export function warpOnHeap(backend: BackendWasm, x: tf.Tensor4D, field: tf.Tensor4D): tf.Tensor4D {
  const [count, height, width, channels] = x.shape;
  const out = backend.makeOutput(x.shape, "float32");
  const { functions, address } = nativeOf(backend);
  functions.warpImages(address(x), address(field), address(out), count, height, width, channels);
  return tf.engine().makeTensorFromTensorInfo(out) as tf.Tensor4D;
}
