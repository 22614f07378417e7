import type { Matrix } from "../core/matrix";
import type { Rng } from "../core/rng";
import type { ResidentImages } from "./resident-images";
import * as tf from "./tfjs";
import { giveUpThread, imagesAtOnce } from "./turn-work";

/** Images per pass at most when only reading codes: enough to keep the product busy, few enough for a phone's memory. */
const largestPass = 512;

/**
 * Splits a shuffled [0, count) into batches of `size`; the last one may be smaller. Every index occurs once. Where images of a batch are
 * compared with each other (`compared`), a last batch of less than half the size shares evenly with the one before it.
 */
export function shuffledBatches(count: number, size: number, rng: Rng, compared = false): Int32Array[] {
  const order = rng.permutation(count);
  const batches: Int32Array[] = [];
  for (let start = 0; start < count; start += size) batches.push(order.subarray(start, Math.min(count, start + size)));
  const least = leastBatch(count, size);
  if (compared && batches.length > 1 && batches[batches.length - 1].length < least) {
    const start = (batches.length - 2) * size;
    batches.splice(-2, 2, order.subarray(start, count - least), order.subarray(count - least));
  }
  return batches;
}

/** Images of the smallest batch of those whose images are compared. */
export function leastBatch(count: number, size: number): number {
  const last = count % size;
  if (count <= size || last === 0) return Math.min(count, size);
  return last < size / 2 ? Math.floor((size + last) / 2) : last;
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
