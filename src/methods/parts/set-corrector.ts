import { copyMatrix, type Matrix } from "../../core/matrix";
import type { SavedState } from "../../core/saved-state";
import { references, rowsAtOnce } from "../../nn/layers/alternating-normalisation";
import { correctRows } from "../../nn/layers/corrected-batch";
import * as tf from "../../nn/tfjs";
import { giveUpThread } from "../../nn/turn-work";
import { type CorrectionValues, correctionRuleOf, correctsPredictions, weighsSamples } from "./correction-settings";
import { gatherRows } from "./gather-rows";
import { hardAssignment } from "./target-distribution";
import { entropiesOf, entropyWeights, evenlyOverClusters, type Split, splitByEntropy } from "./uncertain-predictions";

/** What a correction of the predictions of all images made. Nobody changes its arrays later. */
export interface SetCorrection {
  /** [n, k]: rows of confident images to the bit as they were; all of them where nothing is corrected. */
  readonly q: Matrix;
  /** [n] in [0, 1], before the correction. */
  readonly entropies: Float32Array;
  /** Which images are uncertain, or null where nothing is corrected. */
  readonly split: Split | null;
  /** [n] of mean 1, for the images' losses, or null where all count alike. */
  readonly weights: Float32Array | null;
}

/** No cluster is expected to be smaller than this share. */
export const leastShare = 1e-6;

/**
 * Corrects uncertain predictions of the whole set by alternating normalisation beside the confident ones, and weighs images by their
 * uncertainty (Zhu and Ma 2025). Remembers the sizes of clusters from look to look.
 */
export class SetCorrector {
  /** [k] moving average of the mean prediction, or null before the first. */
  #sizes: Float64Array | null = null;

  /** Corrects q [n, k], whose rows sum to 1, as `values` say. Null where they say no. */
  async correct(q: Matrix, values: CorrectionValues, signal: AbortSignal): Promise<SetCorrection | null> {
    if (values.correction === "none") return null;
    const entropies = entropiesOf(q, values.correctionTop);
    const weights = weighsSamples(values) ? entropyWeights(entropies) : null;
    if (!correctsPredictions(values)) return { q, entropies, split: null, weights };
    this.#estimate(q, values.correctionMemory);
    const split = splitByEntropy(entropies, correctionRuleOf(values));
    return { q: await this.#corrected(q, split, values, signal), entropies, split, weights };
  }

  save(): SavedState {
    return this.#sizes?.slice() ?? null;
  }

  restore(state: SavedState): void {
    this.#sizes = state instanceof Float64Array ? state.slice() : null;
  }

  #estimate(q: Matrix, memory: number): void {
    const mean = new Float64Array(q.cols);
    for (let p = 0; p < q.data.length; p++) mean[p % q.cols] += q.data[p] / q.rows;
    this.#sizes = this.#sizes ? this.#sizes.map((size, j) => memory * size + (1 - memory) * mean[j]) : mean;
  }

  /** [k] logarithm of (1 − ρ) / k + ρ times the estimate. */
  #logPrior(clusters: number, rho: number): Float32Array {
    const prior = Array.from({ length: clusters }, (_, j) =>
      Math.max(leastShare, (1 - rho) / clusters + rho * (this.#sizes?.[j] ?? 1 / clusters)),
    );
    const sum = prior.reduce((total, share) => total + share, 0);
    return Float32Array.from(prior, (share) => Math.log(share / sum));
  }

  async #corrected(q: Matrix, { uncertain, confident }: Split, values: CorrectionValues, signal: AbortSignal): Promise<Matrix> {
    const corrected = copyMatrix(q);
    if (uncertain.length === 0) return corrected;
    const k = q.cols;
    const rule = correctionRuleOf(values);
    const rows = evenlyOverClusters(confident, hardAssignment(q).labels, rule.references);
    const [known, logPrior] = tf.tidy(() => {
      // Where nobody is confident, a row that does not count: what stands in for them is added behind it.
      const given = rows.length > 0 ? gatherRows(q, rows) : new Float32Array(k).fill(1 / k);
      const m = Math.max(1, rows.length);
      const counts = rows.length > 0 ? tf.ones([m]) : tf.zeros([m]);
      return [
        references(tf.tensor2d(given, [m, k]), counts as tf.Tensor1D, rule.exponent),
        tf.tensor1d(this.#logPrior(k, values.correctionPrior)),
      ];
    });
    try {
      const atOnce = rowsAtOnce(known.counted.shape[0]);
      for (let from = 0; from < uncertain.length; from += atOnce) {
        if (from > 0) await giveUpThread();
        signal.throwIfAborted();
        const part = uncertain.subarray(from, from + atOnce);
        const made = tf.tidy(() => correctRows(tf.tensor2d(gatherRows(q, part), [part.length, k]), known, logPrior, rule));
        const data = await made.data();
        made.dispose();
        for (let i = 0; i < part.length; i++) corrected.data.set(data.subarray(i * k, (i + 1) * k), part[i] * k);
      }
    } finally {
      tf.dispose([known.transposed, known.counted, known.logRows, logPrior]);
    }
    return corrected;
  }
}
