import * as tf from "../tfjs";
import { heapView, wasmBackend } from "./wasm-heap";

export interface AdamStep {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Counts from 1. */
  readonly iteration: number;
}

/**
 * One Adam update of a variable (Kingma and Ba 2015, algorithm 1): with g the gradient,
 * m = β₁m + (1−β₁)g, v = β₂v + (1−β₂)g², w = w − η · m̂ / (√v̂ + ε), where m̂ = m / (1−β₁ᵗ) and v̂ = v / (1−β₂ᵗ).
 * `weights`, `first` (m) and `second` (v) are changed; `gradient` is not.
 */
export function adamUpdate(
  weights: tf.Variable,
  gradient: tf.Tensor,
  first: tf.Variable,
  second: tf.Variable,
  step: AdamStep,
): void {
  if (wasmBackend()) updateOnHeap(weights, gradient, first, second, step);
  else updateWithOperations(weights, gradient, first, second, step);
}

/**
 * One pass over the heap instead of a dozen kernels. The weights get a new buffer, not new values in the old one: XNNPACK
 * keeps packed copies of a product's right side by its tensor id, and would go on using the old weights.
 */
function updateOnHeap(weights: tf.Variable, gradient: tf.Tensor, first: tf.Variable, second: tf.Variable, step: AdamStep): void {
  const backend = wasmBackend();
  if (!backend) throw new Error("adamUpdate: the wasm backend is not in force");
  const info = backend.makeOutput(weights.shape, "float32");
  const next = tf.engine().makeTensorFromTensorInfo(info);
  const to = heapView(backend, info);
  const from = heapView(backend, weights);
  const g = heapView(backend, gradient);
  const m = heapView(backend, first);
  const v = heapView(backend, second);
  const { beta1, beta2, epsilon } = step;
  const rate = step.learningRate / (1 - beta1 ** step.iteration);
  const correction = 1 / (1 - beta2 ** step.iteration);
  for (let i = 0; i < to.length; i++) {
    const slope = g[i];
    const mean = beta1 * m[i] + (1 - beta1) * slope;
    const variance = beta2 * v[i] + (1 - beta2) * slope * slope;
    m[i] = mean;
    v[i] = variance;
    to[i] = from[i] - (rate * mean) / (Math.sqrt(variance * correction) + epsilon);
  }
  weights.assign(next);
  next.dispose();
}

function updateWithOperations(
  weights: tf.Variable,
  gradient: tf.Tensor,
  first: tf.Variable,
  second: tf.Variable,
  step: AdamStep,
): void {
  tf.tidy(() => {
    const { beta1, beta2, epsilon } = step;
    const mean = tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1));
    const variance = tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2));
    const rate = step.learningRate / (1 - beta1 ** step.iteration);
    const correction = 1 / (1 - beta2 ** step.iteration);
    const scale = tf.add(tf.sqrt(tf.mul(variance, correction)), epsilon);
    first.assign(mean);
    second.assign(variance);
    weights.assign(tf.sub(weights, tf.div(tf.mul(mean, rate), scale)));
  });
}
