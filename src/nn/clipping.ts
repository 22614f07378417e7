import type { Optimizer } from "./optimizers";
import * as tf from "./tfjs";

/** Gradients by the names of their variables. */
export type Gradients = Readonly<Record<string, tf.Tensor>>;

/** How gradients are kept small before an update, as plain data. */
export type Clipping =
  | { readonly kind: "none" }
  /** All gradients together scaled so that their common Euclidean norm is at most `max` (Pascanu et al. 2013, algorithm 1). */
  | { readonly kind: "globalNorm"; readonly max: number }
  /** Every entry cut off at ±`max`. */
  | { readonly kind: "value"; readonly max: number };

/**
 * √Σ g² over every entry of every gradient, a scalar that stays on the device. Each gradient is summed by rows first, which
 * keeps the error of long sums in single precision small. Call within tidy.
 */
export function globalNorm(gradients: Gradients): tf.Scalar {
  const sums = Object.values(gradients).map((gradient) => {
    const squares = tf.square(gradient);
    return tf.sum(squares.rank > 1 ? tf.sum(squares, -1) : squares);
  });
  if (sums.length === 0) return tf.scalar(0);
  return tf.sqrt(tf.addN(sums)) as tf.Scalar;
}

/**
 * The factor min(1, max / (norm + 1e-6)) that brings the common norm of `gradients` to `max` where it is above (PyTorch's
 * clip_grad_norm_). Nothing is read back: it is a scalar on the device. A norm that is not a number makes it so, to be seen in
 * the loss. Call within tidy.
 */
export function globalNormScale(gradients: Gradients, max: number): tf.Scalar {
  checkMax(max);
  return tf.minimum(tf.div(max, tf.add(globalNorm(gradients), 1e-6)), 1) as tf.Scalar;
}

/** `gradients` times their globalNormScale. Call within tidy; the given gradients are not disposed. */
export function clipByGlobalNorm(gradients: Gradients, max: number): Gradients {
  const scale = globalNormScale(gradients, max);
  return mapGradients(gradients, (gradient) => tf.mul(gradient, scale));
}

/** Every entry of `gradients` brought into [-max, max]. Call within tidy; the given gradients are not disposed. */
export function clipByValue(gradients: Gradients, max: number): Gradients {
  checkMax(max);
  return mapGradients(gradients, (gradient) => tf.clipByValue(gradient, -max, max));
}

/** `optimizer`, given clipped gradients. What it saves is the same with and without clipping. */
export function withClipping(optimizer: Optimizer, clipping: Clipping): Optimizer {
  if (clipping.kind === "none") return optimizer;
  checkMax(clipping.max);
  return {
    get iteration() {
      return optimizer.iteration;
    },
    apply(gradients, learningRate, gradientScale) {
      tf.tidy(() => {
        const scaled = gradientScale ? mapGradients(gradients, (gradient) => tf.mul(gradient, gradientScale)) : gradients;
        if (clipping.kind === "value") optimizer.apply(clipByValue(scaled, clipping.max), learningRate);
        // The optimiser multiplies on its way: no copy of the gradients is made.
        else optimizer.apply(scaled, learningRate, globalNormScale(scaled, clipping.max));
      });
    },
    save: () => optimizer.save(),
    restore: (state) => optimizer.restore(state),
    dispose: () => optimizer.dispose(),
  };
}

function mapGradients(gradients: Gradients, change: (gradient: tf.Tensor) => tf.Tensor): Gradients {
  return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, change(gradient)]));
}

function checkMax(max: number): void {
  if (!(max > 0)) throw new RangeError(`Gradients can't be clipped at ${max}; the limit must be above 0.`);
}
