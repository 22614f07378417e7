import type { Layer } from "../layers/dense";
import type * as tf from "../tfjs";
import { type Coder, prefixed } from "./coder";

/** Layers one after the other; variables are named "0/weights", "0/bias", "1/weights" and so on. */
export function chain(layers: readonly Layer[]): Coder {
  return {
    work: layers.reduce((sum, layer) => sum + layer.work, 0),
    variables: Object.assign({}, ...layers.map((layer, i) => prefixed(String(i), layer.variables))) as Record<
      string,
      tf.Variable
    >,
    apply: (x) => layers.reduce((value, layer) => layer.apply(value), x),
  };
}
