import { correctBatch } from "../../nn/layers/corrected-batch";
import { topEntropy } from "../../nn/layers/prediction-entropy";
import * as tf from "../../nn/tfjs";
import { createVariable } from "../../nn/variables";
import { withoutGradient } from "../../nn/without-gradient";
import { type CorrectionValues, correctionRuleOf, correctsTargets, weighsSamples } from "./correction-settings";
import { leastShare } from "./set-corrector";

/** Predictions of a batch to train towards. */
export interface CorrectedPredictions {
  /** [b, k], rows sum to 1. Corrected, no gradient passes it; where nothing is, it is what was given. */
  readonly q: tf.Tensor2D;
  /** [b] of sum 1, for the images' losses, or null where all count alike. */
  readonly weights: tf.Tensor1D | null;
  /** [b] 1 where the prediction was corrected, or null where nothing is. */
  readonly uncertain: tf.Tensor1D | null;
}

/**
 * SetCorrector's twin for the predictions of a batch, within a loss: nothing is read back from the device. The batch must be whole
 * (`wholeBatches`), since its predictions are compared with each other, and should hold five images a cluster (`batchWarning`). Its
 * `variables` go with those of the training, saved and not trained; whoever owns the training disposes them.
 */
export class BatchCorrector {
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** [k] moving average of the mean prediction, from even sizes on. */
  readonly #sizes: tf.Variable;

  constructor(clusters: number) {
    this.#sizes = createVariable(new Float32Array(clusters).fill(1 / clusters), [clusters], false);
    this.variables = { "correction/sizes": this.#sizes };
  }

  /** Corrects p [b, k], whose rows sum to 1, as `values` say; without a correction to train with gives it back. Within tidy. */
  correct(p: tf.Tensor2D, values: CorrectionValues): CorrectedPredictions {
    if (!correctsTargets(values)) {
      if (!weighsSamples(values)) return { q: p, weights: null, uncertain: null };
      const entropy = withoutGradient(() => topEntropy(p, values.correctionTop));
      return { q: p, weights: tf.softmax(entropy), uncertain: null };
    }
    const { q, entropy, uncertain } = correctBatch(p, this.#logPrior(p, values), correctionRuleOf(values));
    return { q, weights: weighsSamples(values) ? tf.softmax(entropy) : null, uncertain };
  }

  #logPrior(p: tf.Tensor2D, { correctionMemory, correctionPrior }: CorrectionValues): tf.Tensor1D {
    return withoutGradient(() => {
      const mean = tf.mean(p, 0);
      this.#sizes.assign(tf.add(tf.mul(this.#sizes, correctionMemory), tf.mul(mean, 1 - correctionMemory)));
      const prior = tf.maximum(tf.add(tf.mul(this.#sizes, correctionPrior), (1 - correctionPrior) / p.shape[1]), leastShare);
      return tf.log(tf.div(prior, tf.sum(prior))) as tf.Tensor1D;
    });
  }
}

/** Σ_i a_i l_i of the losses l [b] of images under `weights`, or their mean where all count alike (Zhu and Ma 2025, section 1.3). */
export function weightedLoss(losses: tf.Tensor1D, weights: tf.Tensor1D | null): tf.Scalar {
  return (weights ? tf.sum(tf.mul(losses, weights)) : tf.mean(losses)) as tf.Scalar;
}
