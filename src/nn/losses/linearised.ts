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
  // Saved: what is made within a loss is gone when its gradient is asked for.
  const term = tf.customGrad((...args) => {
    const save = args[args.length - 1] as tf.GradSaveFunc;
    save([...slopes]);
    return { value: tf.clone(value), gradFunc: (dy, saved) => saved.map((slope) => tf.mul(slope, dy as tf.Tensor)) };
  });
  return term(...inputs) as tf.Scalar;
}
