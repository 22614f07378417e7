import type * as tf from "../tfjs";

/** Half of an autoencoder: named variables and a pass. */
export interface Coder {
  /** Multiply-adds of one image's pass. */
  readonly work: number;
  readonly variables: Readonly<Record<string, tf.Variable>>;
  apply(x: tf.Tensor): tf.Tensor;
}

/** The same variables with `prefix/` before each name. */
export function prefixed<V>(prefix: string, variables: Readonly<Record<string, V>>): Record<string, V> {
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [`${prefix}/${name}`, variable]));
}
