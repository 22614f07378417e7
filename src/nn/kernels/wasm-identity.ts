import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "../tfjs";
import { replaceWasmKernel } from "./wasm-heap";

/**
 * Identity for the wasm backend without a copy, as on every other backend: tensors don't change, so two may share their data.
 * The tape clones each variable several times a step.
 */
export function registerWasmIdentity(): void {
  replaceWasmKernel(tf.Identity, (original) => (call) => {
    const { x } = call.inputs as { x: tf.TensorInfo };
    if (x.dtype === "string") {
      if (!original) throw new Error("the wasm backend has no Identity to fall back on");
      return original.kernelFunc(call);
    }
    (call.backend as BackendWasm).incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  });
}
