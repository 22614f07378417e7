import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { nativeOf } from "../native/native";
import * as tf from "../tfjs";
import { replaceWasmKernel } from "./wasm-heap";

/** Leaky ReLU, four values at a time: the original takes ten times as long. Slopes of 1 and more are the original's. */
export function registerWasmLeakyRelu(): void {
  replaceWasmKernel(tf.LeakyRelu, (original) => (call) => {
    const { x } = call.inputs as { x: tf.TensorInfo };
    const { alpha } = call.attrs as unknown as { readonly alpha: number };
    if (x.dtype !== "float32" || !(alpha < 1)) {
      if (!original) throw new Error("the wasm backend has no leaky ReLU to fall back on");
      return original.kernelFunc(call);
    }
    const wasm = call.backend as BackendWasm;
    const out = wasm.makeOutput(x.shape, "float32");
    const { functions, address } = nativeOf(wasm);
    functions.leakyRelu(address(x), address(out), tf.util.sizeFromShape(x.shape), alpha);
    return out;
  });
}
