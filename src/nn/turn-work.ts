import * as tf from "./tfjs";

export { giveUpThread } from "../core/turns";

/** Multiply-adds between two turns of the thread: measured, 25 ms of one thread with fused multiply-add, 40 without. */
const workOfTurn = 5e8;
/** Fewer images than this would spend their time on packing weights. */
const fewestImages = 8;

/**
 * Images that may be computed before the thread is given up, for `work` multiply-adds each: any number on a graphics card, which
 * computes beside the thread. By cost and not by a clock, since parts must be the same from run to run.
 */
export function imagesAtOnce(work: number): number {
  const onProcessor = tf.getBackend() === "wasm" || tf.getBackend() === "cpu";
  return onProcessor ? Math.max(fewestImages, Math.floor(workOfTurn / work)) : Number.POSITIVE_INFINITY;
}

/** Multiply-adds of a training step for one image, from those of its forward pass: two gradients cost as much each. */
export function trainingWork(forward: number): number {
  return 3 * forward;
}

/** Images whose statistics batch normalisation takes together: enough for steady ones, and one turn's work for most networks. */
const ghostBatch = { fewest: 16, most: 64, work: 1.5e9 };

/**
 * imagesAtOnce for a network with batch normalisation, whose result depends on which images are computed together ("ghost batch
 * normalisation", Hoffer, Hubara and Soudry 2017): therefore the same on every backend. `work` of a training step for one image.
 */
export function imagesNormalisedAtOnce(work: number): number {
  return Math.min(ghostBatch.most, Math.max(ghostBatch.fewest, Math.floor(ghostBatch.work / work)));
}

/** Images that a training step takes together, for `work` multiply-adds each: all of them where its loss compares them with each other. */
export function imagesTogether(
  work: number,
  { normalises, wholeBatches = false }: { readonly normalises: boolean; readonly wholeBatches?: boolean },
): number {
  if (wholeBatches) return Number.POSITIVE_INFINITY;
  return normalises ? imagesNormalisedAtOnce(work) : imagesAtOnce(work);
}
