import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "../tfjs";
import { replaceWasmKernel } from "./wasm-heap";

/**
 * A slice that lies in one piece, such as some rows of a matrix, copied from where it lies. The original first copies the whole
 * tensor out of the heap and then takes its part, so that going through 74 MB of rows in 75 slices moves 5.5 GB.
 */
export function registerWasmSlice(): void {
  replaceWasmKernel(tf.Slice, (original) => (call) => {
    const wasm = call.backend as BackendWasm;
    const { x } = call.inputs as { x: tf.TensorInfo };
    const attributes = call.attrs as unknown as { begin: number | number[]; size: number | number[] };
    const [begin, size] = tf.slice_util.parseSliceParams(x as tf.Tensor, attributes.begin, attributes.size);
    if (x.dtype === "string" || !tf.slice_util.isSliceContinous(x.shape, begin, size)) {
      if (!original) throw new Error("the wasm backend has no slice of values that lie apart");
      return original.kernelFunc(call);
    }
    tf.slice_util.assertParamsValid(x as tf.Tensor, begin, size);
    const out = wasm.makeOutput(size, x.dtype);
    const from = tf.slice_util.computeFlatOffset(begin, tf.util.computeStrides(x.shape));
    // Views are taken after the allocation, which may have moved the heap.
    wasm.typedArrayFromHeap(out).set(wasm.typedArrayFromHeap(x).subarray(from, from + tf.util.sizeFromShape(size)));
    return out;
  });
}
