import { type Matrix, matrix } from "../../core/matrix";
import type { ResidualVariational } from "../../nn/encoders/residual-variational";
import * as tf from "../../nn/tfjs";
import { giveUpThread } from "../../nn/turn-work";
import type { Workbench } from "./workbench";

/** Images of which the units are judged while training goes on, and so many at a time. */
const sampleSize = 256;
const atOnce = 32;

/** The codes of some images, spread evenly over the dataset: the same ones every time. */
export interface PosteriorSample {
  /** μ [m, d] */
  readonly means: Matrix;
  /** [d] mean over the images of each unit's KL divergence from the prior, in nats. */
  readonly divergences: Float64Array;
}

export async function posteriorSample({ network, images, rng }: Workbench<ResidualVariational>): Promise<PosteriorSample> {
  const { count } = images.shape;
  const d = network.codeSize;
  const shown = Int32Array.from({ length: Math.min(sampleSize, count) }, (_, i) =>
    Math.floor(((i + 0.5) * count) / Math.min(sampleSize, count)),
  );
  const means = new Float32Array(shown.length * d);
  const divergences = new Float64Array(d);
  for (let from = 0; from < shown.length; from += atOnce) {
    if (from > 0) await giveUpThread();
    const both = tf.tidy(() => {
      // Unmoved: nothing is drawn from the stream.
      const pictures = network.picturesOf(images.batch(shown.subarray(from, from + atOnce), null, rng));
      const { mean, logVariance } = network.posterior(network.fuse(pictures));
      return tf.stack([mean, logVariance]);
    });
    const values = await both.data();
    both.dispose();
    const half = values.length / 2;
    for (let q = 0; q < half; q++) {
      const [mean, logVariance] = [values[q], values[half + q]];
      means[from * d + q] = mean;
      divergences[q % d] += (mean * mean + Math.exp(logVariance) - logVariance - 1) / (2 * shown.length);
    }
  }
  return { means: matrix(means, shown.length, d), divergences };
}
