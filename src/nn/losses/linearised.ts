import * as tf from "../tfjs";

/**
 * A scalar that is `value`, and whose gradient to each of `inputs` is the one of `slopes` at its place: a part of a loss that was
 * computed and differentiated elsewhere, as a term of a loss here. Throws where the shapes differ.
 */
export function linearised(value: tf.Scalar, inputs: readonly tf.Tensor[], slopes: readonly tf.Tensor[]): tf.Scalar {
  if (inputs.length !== slopes.length || inputs.some((input, i) => !tf.util.arraysEqual(input.shape, slopes[i].shape))) {
    const shapes = (list: readonly tf.Tensor[]) => list.map(({ shape }) => `[${shape.join(", ")}]`).join(" ");
    throw new Error(`linearised: each input needs a slope of its shape, got ${shapes(inputs)} and ${shapes(slopes)}.`);
  }
  const term = tf.customGrad(() => ({
    value: tf.clone(value),
    gradFunc: (dy) => slopes.map((slope) => tf.mul(slope, dy as tf.Tensor)),
  }));
  return term(...inputs) as tf.Scalar;
}
