import { type ImageShape, type Images, imageSize } from "../core/images";
import type { Rng } from "../core/rng";
import type { Augmentation, Transforms } from "./augment";
import { augmentedBatch } from "./augmentation/augmented-batch";
import { augmentedGather, type StoredImages } from "./kernels/augmented-gather";
import { gatherOnHost } from "./kernels/host-augmented-gather";
import { wasmBackend } from "./kernels/wasm-heap";
import { webgpuBackend } from "./kernels/webgpu-program";
import { Pace } from "./neighbours/pace";
import * as tf from "./tfjs";

/** A dataset to draw batches from, uploaded once where the device has room for it. */
export interface ResidentImages {
  readonly shape: ImageShape;
  /** How the pixels lie on the device; "host" where they don't, and every batch is uploaded. */
  readonly storage: StoredImages["encoding"] | "host";
  /**
   * The images at `indices`, each changed at random when `augmentation` changes anything: [b, h, w, c] in [0, 1], of
   * mapped-images.ts in [-1, 1]. Takes four
   * numbers an image from `rng` then, and more for each of its optional parts (augmentation/draw-views.ts), otherwise none. Called
   * twice, it gives two views of the same images. The caller disposes the tensor.
   */
  batch(indices: ArrayLike<number>, augmentation: Augmentation | null, rng: Rng): tf.Tensor4D;
  /** Images [start, end) as they are: [end - start, h, w, c]. The caller disposes the tensor. */
  range(start: number, end: number): tf.Tensor4D;
  /** What `batch` gives, or a network made in its likeness, as pictures to look at: values in [0, 1], within what rounds off. */
  pictured(seen: tf.Tensor): tf.Tensor;
  dispose(): void;
}

/** Room on the device in bytes: for a whole dataset, and for one tensor of it. */
export interface DeviceRoom {
  readonly budget: number;
  readonly chunk: number;
}

const mebibyte = 2 ** 20;

/**
 * What a dataset may take on the backend in force. wasm: a quarter of what its 4 GiB have left, which a run's own tensors need
 * more; in pieces that are copied in a few milliseconds. WebGPU: 1 GiB, since nobody tells how much memory a card has; in pieces
 * that its limits allow. Other backends: none, they gather on the processor as they do everything else.
 */
function roomOnDevice(): DeviceRoom {
  const wasm = wasmBackend();
  if (wasm) {
    // Of what is used, not of what the memory has grown to: it never shrinks.
    const left = 4096 * mebibyte - tf.engine().state.numBytes;
    return { budget: left / 4, chunk: 16 * mebibyte };
  }
  const limits = webgpuBackend()?.device.limits;
  if (!limits) return { budget: 0, chunk: 0 };
  return { budget: 1024 * mebibyte, chunk: Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize, 256 * mebibyte) };
}

/**
 * Uploads a dataset to the device, as bytes where every pixel is a whole number of 255ths, which most pictures are and which
 * takes a quarter of the room, else as float32; where neither fits it stays on the host. The pixels that come back are the same to
 * the last bit in all three. Gives up the thread now and then; throws the signal's reason when that aborts. The caller
 * disposes the result.
 */
export async function uploadImages(
  images: Images,
  signal?: AbortSignal,
  room: DeviceRoom = roomOnDevice(),
): Promise<ResidentImages> {
  const bytes = images.pixels.length;
  const stored =
    (bytes <= room.budget ? await store(images, "bytes", room.chunk, signal) : null) ??
    (4 * bytes <= room.budget ? await store(images, "floats", room.chunk, signal) : null);
  const gather = (indices: ArrayLike<number>, transforms: Transforms | null): tf.Tensor4D => {
    const { count, height, width, channels } = images.shape;
    for (let i = 0; i < indices.length; i++) {
      if (!(indices[i] >= 0 && indices[i] < count)) throw new RangeError(`There is no image ${indices[i]} among ${count}.`);
    }
    if (stored) return augmentedGather(stored, indices, transforms);
    return tf.tensor4d(gatherOnHost(images, indices, transforms), [indices.length, height, width, channels]);
  };
  return {
    shape: images.shape,
    storage: stored?.encoding ?? "host",
    batch(indices, augmentation, rng) {
      return augmentedBatch((transforms) => gather(indices, transforms), indices.length, images.shape, augmentation, rng);
    },
    range: (start, end) =>
      gather(
        Int32Array.from({ length: end - start }, (_, i) => start + i),
        null,
      ),
    pictured: (seen) => seen,
    dispose: () => tf.dispose(stored ? [...stored.chunks, stored.levels] : []),
  };
}

/** The whole dataset in tensors of at most `chunkBytes`; null where it does not lie in bytes, or one image is too large. */
async function store(
  { shape, pixels }: Images,
  encoding: StoredImages["encoding"],
  chunkBytes: number,
  signal: AbortSignal | undefined,
): Promise<StoredImages | null> {
  const size = imageSize(shape);
  const imagesPerChunk = Math.floor(chunkBytes / (size * (encoding === "bytes" ? 1 : 4)));
  if (imagesPerChunk === 0) return null;
  const pace = new Pace(undefined, signal);
  const values = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);
  const levels = tf.tensor1d(values);
  const chunks: tf.Tensor1D[] = [];
  const giveBack = () => tf.dispose([levels, ...chunks]);
  try {
    for (let start = 0; start < pixels.length; start += imagesPerChunk * size) {
      const part = pixels.subarray(start, start + imagesPerChunk * size);
      const words = encoding === "bytes" ? await packed(part, values, pace) : null;
      if (encoding === "bytes" && !words) {
        giveBack();
        return null;
      }
      chunks.push(words ? tf.tensor1d(words, "int32") : tf.tensor1d(part));
      await pace.turn();
    }
  } catch (error) {
    giveBack();
    throw error;
  }
  return { shape, imagesPerChunk, encoding, chunks, levels };
}

/** Work of one pixel in the units of `Pace`. */
const workOfPixel = 4;

/** The bytes that the pixels stand for, four to a word; null when a pixel is not exactly one of `levels`. */
async function packed(pixels: Float32Array, levels: Float32Array, pace: Pace): Promise<Int32Array | null> {
  const words = new Int32Array(Math.ceil(pixels.length / 4));
  const bytes = new Uint8Array(words.buffer);
  for (let start = 0; start < pixels.length; ) {
    const end = Math.min(pixels.length, start + Math.ceil(pace.left / workOfPixel));
    if (!toBytes(pixels, levels, bytes, start, end)) return null;
    if (pace.spend((end - start) * workOfPixel)) await pace.turn();
    start = end;
  }
  return words;
}

function toBytes(pixels: Float32Array, levels: Float32Array, bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = (pixels[i] * 255 + 0.5) | 0;
    if (levels[byte & 255] !== pixels[i]) return false;
    bytes[i] = byte;
  }
  return true;
}
