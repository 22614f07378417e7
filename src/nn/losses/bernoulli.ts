import * as tf from "../tfjs";

/**
 * Minus the log-likelihood of pixels under independent coins, from the coins' logits: Σ over the pixels of an image of
 * softplus(x) − t·x, mean over the batch. targets and logits [b, …] of one shape; the targets must lie in [0, 1], which
 * `requireUnitPixels` makes sure of: outside, the loss has no lower bound. Differentiable in both.
 */
export function bernoulliCrossEntropy(targets: tf.Tensor, logits: tf.Tensor): tf.Scalar {
  requireOneShape("bernoulliCrossEntropy", targets, logits);
  return batchMean(tf.sub(tf.softplus(logits), tf.mul(targets, logits)));
}

/**
 * Minus the log-likelihood of pixels under Gaussians of one `variance` about the network's output, constants dropped:
 * Σ over the pixels of (t − x)² / (2 variance), mean over the batch. targets and output [b, …] of one shape.
 */
export function gaussianSquaredError(targets: tf.Tensor, output: tf.Tensor, variance: number): tf.Scalar {
  requireOneShape("gaussianSquaredError", targets, output);
  return tf.mul(batchMean(tf.squaredDifference(targets, output)), 0.5 / variance) as tf.Scalar;
}

/** Throws a RangeError that names the first pixel outside [0, 1], of which a cross-entropy has no lower bound. */
export function requireUnitPixels(pixels: Float32Array): void {
  const at = pixels.findIndex((value) => !(value >= 0 && value <= 1));
  if (at >= 0) {
    throw new RangeError(
      `Cross-entropy needs pixels from 0 to 1, but value ${at} is ${pixels[at]}: scale the images, or choose the squared error.`,
    );
  }
}

function batchMean(errors: tf.Tensor): tf.Scalar {
  return tf.div(tf.sum(errors), errors.shape[0] ?? 1) as tf.Scalar;
}

function requireOneShape(name: string, targets: tf.Tensor, output: tf.Tensor): void {
  if (tf.util.arraysEqual(targets.shape, output.shape)) return;
  throw new Error(
    `${name}: targets and output must have one shape, got [${targets.shape.join(", ")}] and [${output.shape.join(", ")}].`,
  );
}
