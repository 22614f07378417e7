import type { ImageShape } from "../../core/images";
import type { Transforms } from "../augment";
import type * as tf from "../tfjs";
import { gatherOnHeap } from "./wasm-augmented-gather";
import { wasmBackend } from "./wasm-heap";
import { gatherOnGpu } from "./webgpu-augmented-gather";
import { webgpuBackend } from "./webgpu-program";

/** A dataset on the device: all images in order, in chunks of `imagesPerChunk`, the last one shorter. */
export interface StoredImages {
  readonly shape: ImageShape;
  readonly imagesPerChunk: number;
  /** Values of float32; or bytes, four to an int32, where byte b stands for the value b / 255. */
  readonly encoding: "floats" | "bytes";
  readonly chunks: readonly tf.Tensor1D[];
  /** [256], the values of the bytes: a graphics card's own division is not exact to the last bit. */
  readonly levels: tf.Tensor1D;
}

/**
 * The images at `indices`, moved by their rows of `transforms` if there are any: [b, h, w, c], gathered and moved in one pass
 * over the device's memory. On wasm the values of `gatherOnHost` to the last bit, since places and weights are computed in double
 * precision in the same order; on WebGPU, which has single precision only, those without transforms. Throws on other backends,
 * which store no images. The caller disposes the tensor.
 */
export function augmentedGather(stored: StoredImages, indices: ArrayLike<number>, transforms: Transforms | null): tf.Tensor4D {
  const wasm = wasmBackend();
  if (wasm) return gatherOnHeap(wasm, stored, indices, transforms);
  const webgpu = webgpuBackend();
  if (webgpu) return gatherOnGpu(webgpu, stored, indices, transforms);
  throw new Error("Images are kept on the wasm and WebGPU backends only; upload them again after the backend has changed.");
}
