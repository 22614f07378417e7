import type { Matrix } from "../../core/matrix";
import { countInBins, countInBinsOnDevice, otsuBins, otsuThreshold, otsuThresholdOnDevice } from "../../nn/losses/otsu-threshold";
import type { Optimizer } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { createVariable, readValues } from "../../nn/variables";
import { withoutGradient } from "../../nn/without-gradient";

/** Bounds of the threshold in use, from below by half of what k clusters would get each. */
export function usableThreshold(threshold: number, clusters: number): number {
  return Math.min(largest, Math.max(1 / (2 * clusters), threshold));
}
const largest = 0.9;

/** How the threshold follows the batches. */
export interface ThresholdRule {
  /** Share that stays from batch to batch, in [0, 1). */
  readonly memory: number;
  /** The threshold itself, instead of Otsu's, or null. */
  readonly fixed: number | null;
}

/**
 * What losses need to know of a whole batch: Otsu's threshold of its assignments, their mean and the mean stability. A training step may be
 * cut into parts that never see each other, so every part uses what the batches before have shown, adds its own to the sums, and
 * `closing` sums up after the update: the same on every backend, however it cuts. Nothing is read back from the device.
 */
export class BatchMemory {
  /** Saved with the run and not trained. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  readonly #clusters: number;
  /** [1000 + k + 1] of the parts so far: counts in Otsu's bins, sum of assignments, sum of stabilities. */
  readonly #sums: tf.Variable;
  /** [1 + k + 1]: threshold, mean assignment and mean stability to use now. */
  readonly #shared: tf.Variable;
  #images = 0;

  constructor(clusters: number) {
    this.#clusters = clusters;
    this.#sums = createVariable(new Float32Array(otsuBins + clusters + 1), [otsuBins + clusters + 1], false);
    this.#shared = createVariable(new Float32Array(clusters + 2), [clusters + 2], false);
    this.variables = { "batch/sums": this.#sums, "batch/shared": this.#shared };
  }

  /** Before the first step: from the assignments q [n, k] of a first batch, whose stability under a threshold `stabilityOf` tells. */
  start(q: Matrix, { fixed }: ThresholdRule, stabilityOf: (threshold: number) => Float32Array): void {
    const threshold = fixed ?? otsuThreshold(countInBins(q.data));
    const mean = new Float64Array(q.cols);
    for (let p = 0; p < q.data.length; p++) mean[p % q.cols] += q.data[p] / q.rows;
    const stability = stabilityOf(usableThreshold(threshold, q.cols)).reduce((sum, s) => sum + s / q.rows, 0);
    tf.tidy(() => this.#shared.assign(tf.tensor1d([threshold, ...mean, stability])));
  }

  /** Within tidy. */
  threshold(): tf.Scalar {
    return tf.clipByValue(tf.reshape(tf.slice(this.#shared, 0, 1), []), 1 / (2 * this.#clusters), largest) as tf.Scalar;
  }

  /** [k]; within tidy. */
  meanAssignment(): tf.Tensor1D {
    return tf.slice(this.#shared as unknown as tf.Tensor1D, 1, this.#clusters);
  }

  /** Within tidy. */
  meanStability(): tf.Scalar {
    return tf.reshape(tf.slice(this.#shared, this.#clusters + 1, 1), []) as tf.Scalar;
  }

  /** Adds a part of the batch: q [b, k] and stabilities [b]. Within tidy. */
  add(q: tf.Tensor2D, stability: tf.Tensor1D): void {
    this.#images += q.shape[0];
    this.#sums.assign(
      withoutGradient(() => {
        const part = tf.concat([countInBinsOnDevice(q), tf.sum(q, 0), tf.reshape(tf.sum(stability), [1])]);
        return tf.add(this.#sums, part);
      }),
    );
  }

  /** `optimizer`, after each update of which the batch is summed up under the rule in force. */
  closing(optimizer: Optimizer, rule: () => ThresholdRule): Optimizer {
    return {
      get iteration() {
        return optimizer.iteration;
      },
      apply: (gradients, learningRate, gradientScale) => {
        optimizer.apply(gradients, learningRate, gradientScale);
        this.#close(rule());
      },
      save: () => optimizer.save(),
      restore: (state) => optimizer.restore(state),
      dispose: () => optimizer.dispose(),
    };
  }

  /** The threshold as the batches gave it, not yet brought within bounds. */
  async rawThreshold(): Promise<number> {
    return (await readValues(this.#shared))[0];
  }

  #close({ memory, fixed }: ThresholdRule): void {
    tf.tidy(() => {
      const found = fixed ?? otsuThresholdOnDevice(tf.slice(this.#sums as unknown as tf.Tensor1D, 0, otsuBins));
      const kept = fixed === null ? memory : 0;
      const threshold = tf.add(tf.mul(tf.slice(this.#shared, 0, 1), kept), tf.mul(found, 1 - kept));
      const means = tf.div(tf.slice(this.#sums, otsuBins, this.#clusters + 1), this.#images);
      this.#shared.assign(tf.concat([threshold, means]));
      this.#sums.assign(tf.zerosLike(this.#sums));
    });
    this.#images = 0;
  }
}
