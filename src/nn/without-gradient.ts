import * as tf from "./tfjs";

/**
 * f(), through which no gradient flows back to anything that `f` uses: the "stop-gradient" of the literature. What `f` does leaves no
 * trace on the tape, so that a whole network's pass costs its forward pass and no more.
 */
export function withoutGradient<Y extends tf.Tensor>(f: () => Y): Y {
  // An operation of no arguments: nothing leads from a variable to it, so its gradient is never asked for.
  const cut = tf.customGrad(() => ({ value: f(), gradFunc: () => [] }));
  return cut() as Y;
}
