import type { Layer } from "../layers/dense";
import type * as tf from "../tfjs";
import { type Coder, prefixed } from "./coder";

/** Layers one after the other; variables are named "0/weights", "0/bias", "1/weights" and so on. */
export function chain(layers: readonly Layer[]): Coder {
  const named = (of: (layer: Layer) => Readonly<Record<string, tf.Variable>> | undefined): Record<string, tf.Variable> =>
    Object.assign({}, ...layers.map((layer, i) => prefixed(String(i), of(layer))));
  return {
    work: layers.reduce((sum, layer) => sum + layer.work, 0),
    variables: named((layer) => layer.variables),
    statistics: named((layer) => layer.statistics),
    apply: (x, mode) => layers.reduce((value, layer) => layer.apply(value, mode), x),
  };
}
