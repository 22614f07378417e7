import * as tf from "../tfjs";

/** Bins over [0, 1]. */
export const otsuBins = 1000;

/** How many of `values` in [0, 1] fall into each of the 1000 bins; 1 itself into the last. */
export function countInBins(values: ArrayLike<number>): Float64Array {
  const counts = new Float64Array(otsuBins);
  for (let i = 0; i < values.length; i++) counts[Math.min(otsuBins - 1, Math.floor(values[i] * otsuBins))] += 1;
  return counts;
}

/**
 * Otsu's threshold of values counted by `countInBins`: the middle of the bin after which a cut makes two groups whose means lie furthest
 * apart, (μ ω − m)² / (ω (1 − ω) + 1e-6) with ω the share and m the mean's part of the lower group (Otsu 1979); the first among
 * equals. So nothing but zeros and ones is cut at the very bottom.
 */
export function otsuThreshold(counts: ArrayLike<number>): number {
  let all = 0;
  let moment = 0;
  for (let b = 0; b < counts.length; b++) {
    all += counts[b];
    moment += counts[b] * b;
  }
  let best = 0;
  let highest = Number.NEGATIVE_INFINITY;
  let below = 0;
  let momentBelow = 0;
  for (let b = 0; b < counts.length; b++) {
    below += counts[b];
    momentBelow += counts[b] * b;
    const share = below / all;
    const apart = (moment * share - momentBelow) / all / counts.length;
    const between = apart ** 2 / (share * (1 - share) + 1e-6);
    if (between > highest) {
      highest = between;
      best = b;
    }
  }
  return (best + 0.5) / counts.length;
}

/** `countInBins` on the device: any shape → [1000] float32. Has no gradient. */
export function countInBinsOnDevice(values: tf.Tensor): tf.Tensor1D {
  const bins = tf.cast(tf.minimum(tf.floor(tf.mul(values, otsuBins)), otsuBins - 1), "int32");
  return tf.cast(tf.bincount(tf.reshape(bins, [-1]) as tf.Tensor1D, tf.tensor1d([]), otsuBins), "float32") as tf.Tensor1D;
}

/**
 * `otsuThreshold` on the device: [1000] → scalar. Counts and their moments are whole numbers, so that sums are exact up to 2^24 (some
 * 16,000 values) and equals stay equal, whatever order a device adds in.
 */
export function otsuThresholdOnDevice(counts: tf.Tensor1D): tf.Scalar {
  const bins = counts.shape[0];
  const below = tf.cumsum(counts);
  const momentBelow = tf.cumsum(tf.mul(counts, tf.range(0, bins, 1)));
  const all = tf.sum(counts);
  const share = tf.div(below, all);
  const moment = tf.slice(momentBelow, bins - 1, 1);
  const apart = tf.div(tf.sub(tf.mul(moment, share), momentBelow), tf.mul(all, bins));
  const between = tf.div(tf.square(apart), tf.add(tf.mul(share, tf.sub(1, share)), 1e-6));
  // Empty bins make equals, and among them a graphics card's argMax takes any.
  const first = tf.min(tf.where(tf.greaterEqual(between, tf.max(between)), tf.range(0, bins, 1), tf.fill([bins], bins)));
  return tf.div(tf.add(first, 0.5), bins) as tf.Scalar;
}
