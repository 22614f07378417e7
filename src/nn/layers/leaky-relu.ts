import { leakyReluGradient } from "../kernels/relu-gradient";
import * as tf from "../tfjs";
import type { Layer } from "./dense";

/** x → x where x > 0, slope · x elsewhere, in any shape (Maas, Hannun and Ng 2013). Throws unless 0 < slope < 1. */
export function leakyRelu(slope = 0.2): Layer {
  if (!(slope > 0 && slope < 1)) throw new Error(`the slope of a leaky ReLU must lie between 0 and 1, got ${slope}.`);
  return { work: 0, variables: {}, apply: (x) => apply(x, slope) };
}

function apply(x: tf.Tensor, slope: number): tf.Tensor {
  const activate = tf.customGrad((...given) => {
    const y = tf.leakyRelu(given[0] as tf.Tensor, slope);
    // The result tells the sign as well as x does, and the next layer keeps it anyway.
    (given[1] as unknown as tf.GradSaveFunc)([y]);
    return { value: y, gradFunc: (dy: tf.Tensor, [y]: tf.Tensor[]) => leakyReluGradient(dy, y, slope) };
  });
  return activate(x);
}
