import type * as tf from "../tfjs";

/**
 * How a network is used: in "training" batch normalisation takes the batch's own mean and variance and remembers them, in
 * "inference" it takes what it remembers. A network without such layers does the same in both.
 */
export type Mode = "training" | "inference";

/** Half of an autoencoder: named variables and a pass. */
export interface Coder {
  /** Multiply-adds of one image's pass. */
  readonly work: number;
  /** What training changes. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** What it remembers without being trained: the running means and variances of batch normalisation. Saved with the rest. */
  readonly statistics?: Readonly<Record<string, tf.Variable>>;
  /** Inference unless told otherwise. */
  apply(x: tf.Tensor, mode?: Mode): tf.Tensor;
}

/** The same variables with `prefix/` before each name. */
export function prefixed<V>(prefix: string, variables: Readonly<Record<string, V>> = {}): Record<string, V> {
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [`${prefix}/${name}`, variable]));
}
