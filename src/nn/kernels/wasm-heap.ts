import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "../tfjs";

/** A tensor's data as it lies in the wasm heap: reads and writes go straight to the tensor. */
export function heapView(backend: BackendWasm, info: tf.TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(info) as Float32Array;
}

/** The wasm backend, when it is the one in force. */
export function wasmBackend(): BackendWasm | null {
  return tf.getBackend() === "wasm" ? (tf.backend() as BackendWasm) : null;
}

/** Swaps one of the wasm backend's kernels. The original's setup is kept: it binds the wasm function that we may still call. */
export function replaceWasmKernel(kernelName: string, make: (original: tf.KernelConfig | undefined) => tf.KernelFunc): void {
  const original = tf.getKernel(kernelName, "wasm");
  if (original) tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({
    kernelName,
    backendName: "wasm",
    kernelFunc: make(original),
    ...(original?.setupFunc ? { setupFunc: original.setupFunc } : {}),
  });
}
