import type { Matrix } from "../../core/matrix";
import * as tf from "../../nn/tfjs";
import { createVariable } from "../../nn/variables";

/** What a column that does not vary is divided by. */
const least = 1e-3;

/**
 * Brings codes to the scale that a fresh head expects: mean 0 and standard deviation 1 in each column, as the codes were when `fit` saw
 * them. The numbers stay while the network moves on. Its variables are saved with the run and not trained.
 */
export class CodeStandard {
  readonly variables: Readonly<Record<string, tf.Variable>>;
  readonly #shift: tf.Variable;
  readonly #scale: tf.Variable;

  constructor(codeSize: number) {
    this.#shift = createVariable(new Float32Array(codeSize), [codeSize], false);
    this.#scale = createVariable(new Float32Array(codeSize).fill(1), [codeSize], false);
    this.variables = { "standard/shift": this.#shift, "standard/scale": this.#scale };
  }

  /** From codes [n, d]. */
  fit({ data, rows, cols }: Matrix): void {
    const means = new Float64Array(cols);
    const squares = new Float64Array(cols);
    for (let p = 0; p < data.length; p++) means[p % cols] += data[p] / rows;
    for (let p = 0; p < data.length; p++) squares[p % cols] += (data[p] - means[p % cols]) ** 2 / rows;
    const scale = squares.map((square) => 1 / Math.max(least, Math.sqrt(square)));
    tf.tidy(() => {
      this.#shift.assign(tf.tensor1d([...means]));
      this.#scale.assign(tf.tensor1d([...scale]));
    });
  }

  /** codes [b, d] → [b, d]; within tidy. */
  apply(codes: tf.Tensor): tf.Tensor2D {
    return tf.mul(tf.sub(codes, this.#shift), this.#scale) as tf.Tensor2D;
  }
}
