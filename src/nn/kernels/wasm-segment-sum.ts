import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "../tfjs";
import { heapView, replaceWasmKernel } from "./wasm-heap";

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
    const width = tf.util.sizeFromShape(rest);
    const out = wasm.makeOutput([numSegments, ...rest], "float32");
    const from = heapView(wasm, x);
    const to = heapView(wasm, out).fill(0);
    const ids = wasm.typedArrayFromHeap(segmentIds);
    for (let i = 0; i < count; i++) {
      const segment = ids[i];
      if (segment < 0 || segment >= numSegments) continue;
      for (let j = 0; j < width; j++) to[segment * width + j] += from[i * width + j];
    }
    return out;
  });
}
