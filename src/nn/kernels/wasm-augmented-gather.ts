import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { Transforms } from "../augment";
import { nativeOf } from "../native/native";
import * as tf from "../tfjs";
import type { StoredImages } from "./augmented-gather";

export function gatherOnHeap(
  backend: BackendWasm,
  { shape, imagesPerChunk, encoding, chunks, levels }: StoredImages,
  indices: ArrayLike<number>,
  transforms: Transforms | null,
): tf.Tensor4D {
  const { count, height, width, channels } = shape;
  const out = backend.makeOutput([indices.length, height, width, channels], "float32");
  const { functions, memory, address, scratch } = nativeOf(backend);
  // The transforms first: they must lie on a multiple of 8.
  const rows = scratch((transforms?.byteLength ?? 0) + 4 * indices.length);
  const order = rows + (transforms?.byteLength ?? 0);
  if (transforms) new Float64Array(memory.buffer, rows, transforms.length).set(transforms);
  new Int32Array(memory.buffer, order, indices.length).set(indices);
  for (const [i, chunk] of chunks.entries()) {
    const first = i * imagesPerChunk;
    const last = Math.min(count, first + imagesPerChunk);
    const values = encoding === "bytes" ? address(levels) : 0;
    const moves = transforms ? rows : 0;
    const batch = indices.length;
    functions.gatherImages(address(chunk), values, first, last, order, batch, moves, address(out), height, width, channels);
  }
  return tf.engine().makeTensorFromTensorInfo(out) as tf.Tensor4D;
}
