import * as tf from "./tfjs";

/**
 * f(x), through which no gradient flows back, neither to `x` nor to anything else that `f` uses: the "stop-gradient" of the
 * literature. What `f` does leaves no trace on the tape, so a whole network's pass costs its forward pass and no more.
 */
export function withoutGradient<X extends tf.Tensor, Y extends tf.Tensor>(x: X, f: (x: X) => Y): Y {
  const cut = tf.customGrad((given) => ({
    value: f(given as X),
    gradFunc: (_: tf.Tensor, saved: tf.Tensor[]) => saved.map((tensor) => tf.zerosLike(tensor)),
  }));
  return cut(x) as Y;
}
