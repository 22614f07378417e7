import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { nativeOf } from "../native/native";
import * as tf from "../tfjs";
import { replaceWasmKernel } from "./wasm-heap";

/**
 * Sum of the rows of x [n, ...rest] that share a segment id, [numSegments, ...rest]: the gradient of `gather`, which the
 * wasm backend lacks. Rows whose id is negative or beyond the last segment are left out, as on the cpu backend.
 */
export function registerWasmUnsortedSegmentSum(): void {
  replaceWasmKernel(tf.UnsortedSegmentSum, () => ({ inputs, backend, attrs }) => {
    const wasm = backend as BackendWasm;
    const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
    const { numSegments } = attrs as unknown as { numSegments: number };
    const count = tf.util.sizeFromShape(segmentIds.shape);
    const rest = x.shape.slice(segmentIds.shape.length);
    const out = wasm.makeOutput([numSegments, ...rest], "float32");
    const { functions, address } = nativeOf(wasm);
    functions.segmentSum(address(x), address(segmentIds), address(out), count, tf.util.sizeFromShape(rest), numSegments);
    return out;
  });
}
