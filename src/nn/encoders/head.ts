import type { Rng } from "../../core/rng";
import { batchNormalisation } from "../layers/batch-normalisation";
import { dense, type Layer } from "../layers/dense";
import * as tf from "../tfjs";
import { chain } from "./chain";
import type { Coder } from "./coder";

/** What stands before a ReLU of its own. */
const relu: Layer = { work: 0, variables: {}, apply: (x) => tf.relu(x) };

/**
 * A multilayer perceptron over codes: [b, sizes[0]] → [b, sizes.at(-1)], linear at its end, ReLU between; with `normalises` each
 * hidden layer is dense → batch normalisation → ReLU. Started from `rng`; the caller disposes variables and statistics.
 */
export function mlpHead(sizes: readonly number[], rng: Rng, { normalises = false } = {}): Coder {
  const last = sizes.length - 2;
  const layers = sizes.slice(1).flatMap((outputs, i) => {
    const plain = i === last || normalises;
    const layer = dense(sizes[i], outputs, plain ? "linear" : "relu", rng.fork(String(i)));
    return i === last || !normalises ? [layer] : [layer, batchNormalisation(outputs), relu];
  });
  return chain(layers);
}
