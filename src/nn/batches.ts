import type { Matrix } from "../core/matrix";
import type { Rng } from "../core/rng";
import type { ResidentImages } from "./resident-images";
import * as tf from "./tfjs";
import { giveUpThread, imagesAtOnce } from "./turn-work";

/** Images per pass at most when only reading codes: enough to keep the product busy, few enough for a phone's memory. */
const largestPass = 512;

/** Splits a shuffled [0, count) into batches of `size`; the last one may be smaller. Every index occurs once. */
export function shuffledBatches(count: number, size: number, rng: Rng): Int32Array[] {
  const order = rng.permutation(count);
  const batches: Int32Array[] = [];
  for (let start = 0; start < count; start += size) batches.push(order.subarray(start, Math.min(count, start + size)));
  return batches;
}

/**
 * `pass` over all images in order, batch by batch, the rows of its [b, d] results collected: [n, d]. `work` is a pass's
 * multiply-adds for one image; commands are handled between batches.
 */
export async function mapImages(
  images: ResidentImages,
  pass: (batch: tf.Tensor4D) => tf.Tensor,
  cols: number,
  work: number,
  signal: AbortSignal,
): Promise<Matrix> {
  const { count } = images.shape;
  const data = new Float32Array(count * cols);
  const size = Math.min(largestPass, imagesAtOnce(work));
  for (let start = 0; start < count; start += size) {
    if (start > 0) await giveUpThread();
    signal.throwIfAborted();
    const end = Math.min(count, start + size);
    const result = tf.tidy(() => pass(images.range(start, end)));
    data.set(await result.data(), start * cols);
    result.dispose();
  }
  return { data, rows: count, cols };
}
