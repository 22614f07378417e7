import * as tf from "../../nn/tfjs";
import { createVariable } from "../../nn/variables";
import { withoutGradient } from "../../nn/without-gradient";

/** The newest features of earlier batches, first in, first out. */
export class FeatureQueue {
  /** Saved with the run and not trained: [size, d]. */
  readonly variable: tf.Variable;
  readonly #size: number;
  #filled = 0;

  constructor(size: number, features: number) {
    this.#size = size;
    this.variable = createVariable(new Float32Array(size * features), [size, features], false);
  }

  /** Features [b, d] with all of the queue behind them: [b + size, d]; alone until the queue is full. Within tidy. */
  behind(features: tf.Tensor2D): tf.Tensor2D {
    return this.#filled < this.#size ? features : (tf.concat([features, this.variable as unknown as tf.Tensor2D]) as tf.Tensor2D);
  }

  /** Takes in features [b, d]; the oldest leave. Within tidy. */
  add(features: tf.Tensor2D): void {
    const rows = Math.min(this.#size, features.shape[0]);
    this.#filled = Math.min(this.#size, this.#filled + rows);
    this.variable.assign(
      withoutGradient(() => {
        const kept = tf.slice(this.variable, [0, 0], [this.#size - rows, this.variable.shape[1] ?? 0]);
        return tf.concat([tf.slice(features, [0, 0], [rows, -1]), kept]);
      }),
    );
  }

  save(): number {
    return this.#filled;
  }

  restore(filled: number): void {
    this.#filled = filled;
  }
}
