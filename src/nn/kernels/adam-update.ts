import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { nativeOf } from "../native/native";
import * as tf from "../tfjs";
import { type AdamStep, type AdamUpdate, decayOf, momentFactors } from "./adam-step";
import { heapView, wasmBackend } from "./wasm-heap";
import { adamUpdatesOnGpu } from "./webgpu-adam-update";
import { webgpuBackend } from "./webgpu-program";

/**
 * One Adam update of each variable (Kingma and Ba 2015, algorithm 1) with decoupled weight decay (Loshchilov and Hutter
 * 2019, algorithm 2): with g the gradient times `gradientScale`, m = β₁m + (1−β₁)g, v = β₂v + (1−β₂)g²,
 * w = w − η · (m̂ / (√v̂ + ε) + λw), where m̂ = m / (1−β₁ᵗ) and v̂ = v / (1−β₂ᵗ).
 * `weights`, `first` and `second` are changed; `gradient` is not. Throws when their shapes differ.
 */
export function adamUpdates(updates: readonly AdamUpdate[], step: AdamStep): void {
  for (const { weights, gradient, first, second } of updates) {
    const shapes = [weights, gradient, first, second].map(({ shape }) => `[${shape.join(", ")}]`);
    if (new Set(shapes).size > 1) {
      throw new Error(`adamUpdates: weights, gradient and both moments must have one shape, got ${shapes.join(", ")}.`);
    }
  }
  const webgpu = webgpuBackend();
  if (webgpu) adamUpdatesOnGpu(webgpu, updates, step);
  else for (const update of updates) (wasmBackend() ? updateOnHeap : updateWithOperations)(update, step);
}

/** The same for one variable. On WebGPU all in one call take half as many dispatches. */
export function adamUpdate(
  weights: tf.Variable,
  gradient: tf.Tensor,
  first: tf.Variable,
  second: tf.Variable,
  step: AdamStep,
): void {
  adamUpdates([{ weights, gradient, first, second }], step);
}

/**
 * One pass over the heap instead of a dozen kernels. The weights get a new buffer, not new values in the old one: the kernels that are
 * still XNNPACK's keep packed copies of their weights by tensor id, and would go on using the old ones.
 */
function updateOnHeap(update: AdamUpdate, step: AdamStep): void {
  const backend = wasmBackend();
  if (!backend) throw new Error("adamUpdates: the wasm backend is not in force");
  const { weights, gradient, first, second } = update;
  // Changed where they lie, below: a clone that shares their data must not change with them.
  for (const moment of [first, second]) if (backend.refCount(moment.dataId) > 1) ownData(backend, moment);
  const info = backend.makeOutput(weights.shape, "float32");
  const next = tf.engine().makeTensorFromTensorInfo(info);
  const { beta1, beta2, epsilon, gradientScale = 1 } = step;
  const scale = typeof gradientScale === "number" ? gradientScale : heapView(backend, gradientScale)[0];
  const { rate, correction } = momentFactors(step);
  const { functions, address } = nativeOf(backend);
  functions.adamUpdate(
    address(weights),
    address(gradient),
    address(first),
    address(second),
    address(info),
    weights.size,
    beta1,
    (1 - beta1) * scale,
    beta2,
    (1 - beta2) * scale * scale,
    1 - decayOf(update, step),
    rate,
    correction,
    epsilon,
  );
  weights.assign(next);
  next.dispose();
}

/** Gives a variable data that nobody else has. */
function ownData(backend: BackendWasm, variable: tf.Variable): void {
  const info = backend.makeOutput(variable.shape, "float32");
  heapView(backend, info).set(heapView(backend, variable));
  const copy = tf.engine().makeTensorFromTensorInfo(info);
  variable.assign(copy);
  copy.dispose();
}

function updateWithOperations(update: AdamUpdate, step: AdamStep): void {
  tf.tidy(() => {
    const { weights, gradient, first, second } = update;
    const { beta1, beta2, epsilon, gradientScale = 1 } = step;
    const { rate, correction } = momentFactors(step);
    const decay = decayOf(update, step);
    const slope = gradientScale === 1 ? gradient : tf.mul(gradient, gradientScale);
    const mean = tf.add(tf.mul(first, beta1), tf.mul(slope, 1 - beta1));
    const variance = tf.add(tf.mul(second, beta2), tf.mul(tf.square(slope), 1 - beta2));
    const scale = tf.add(tf.sqrt(tf.mul(variance, correction)), epsilon);
    const kept = decay === 0 ? weights : tf.mul(weights, 1 - decay);
    first.assign(mean);
    second.assign(variance);
    weights.assign(tf.sub(kept, tf.div(tf.mul(mean, rate), scale)));
  });
}
