import type { Rng } from "../../core/rng";
import { glorotUniform } from "../initialisers";
import { fusedDense } from "../layers/fused";
import * as tf from "../tfjs";
import { createVariable } from "../variables";

/** Several heads of one shape over the same codes, computed together. */
export interface HeadBank {
  /** m */
  readonly count: number;
  /** Multiply-adds of one code's pass through all of them. */
  readonly work: number;
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** codes [b, d] → logits [m, b, k] */
  apply(codes: tf.Tensor2D): tf.Tensor3D;
}

export interface HeadBankOptions {
  /** m */
  readonly count: number;
  /** d */
  readonly inputs: number;
  /** Units of the hidden layer with ReLU, h; 0 for heads of one linear layer. */
  readonly hidden: number;
  /** k */
  readonly outputs: number;
}

/**
 * m heads d-h-k that share nothing but their input: m small networks in the time of few operations. Each is started as a network of its own
 * would be, from `rng`. The caller disposes the variables.
 */
export function headBank({ count, inputs, hidden, outputs }: HeadBankOptions, rng: Rng): HeadBank {
  const last = hidden > 0 ? hidden : inputs;
  const output = {
    "output/weights": createVariable(drawn(count, last, outputs, rng.fork("output")), [count, last, outputs]),
    "output/bias": createVariable(new Float32Array(count * outputs), [count, 1, outputs]),
  };
  const work = count * (hidden * inputs + last * outputs);
  const finish = (x: tf.Tensor3D) => tf.add(tf.matMul(x, output["output/weights"]), output["output/bias"]) as tf.Tensor3D;
  if (hidden === 0) {
    const variables = output;
    return { count, work, variables, apply: (codes) => finish(tf.tile(tf.expandDims(codes, 0), [count, 1, 1]) as tf.Tensor3D) };
  }
  // The hidden layers lie beside each other, [d, m·h], since they have the same input.
  const first = {
    "hidden/weights": createVariable(besideEachOther(drawn(count, inputs, hidden, rng.fork("hidden")), count, inputs, hidden), [
      inputs,
      count * hidden,
    ]),
    "hidden/bias": createVariable(new Float32Array(count * hidden), [count * hidden]),
  };
  return {
    count,
    work,
    variables: { ...first, ...output },
    apply(codes) {
      const units = fusedDense(codes, first["hidden/weights"], first["hidden/bias"], "relu");
      return finish(tf.transpose(tf.reshape(units, [codes.shape[0], count, hidden]), [1, 0, 2]));
    },
  };
}

/** Gives `to`, a bank of one head, the weights of head `index` of `from`, which has the same shape otherwise. */
export function copyHead(from: HeadBank, index: number, to: HeadBank): void {
  tf.tidy(() => {
    for (const [name, target] of Object.entries(to.variables)) {
      const source = from.variables[name];
      // The heads lie one after the other along the first axis of the outputs, and along the last one of the hidden layer.
      const axis = name.startsWith("hidden/") ? source.rank - 1 : 0;
      const length = target.shape[axis];
      const begin = source.shape.map((_, i) => (i === axis ? index * length : 0));
      target.assign(tf.slice(source, begin, target.shape));
    }
  });
}

/** [m, rows, cols], each head's weights drawn by Glorot's rule for itself. */
function drawn(count: number, rows: number, cols: number, rng: Rng): Float32Array {
  const weights = new Float32Array(count * rows * cols);
  for (let h = 0; h < count; h++) weights.set(glorotUniform(rows * cols, rows, cols, rng.fork(`head ${h}`)), h * rows * cols);
  return weights;
}

/** [m, rows, cols] → [rows, m·cols] */
function besideEachOther(weights: Float32Array, count: number, rows: number, cols: number): Float32Array {
  const out = new Float32Array(weights.length);
  for (let h = 0, p = 0; h < count; h++)
    for (let r = 0; r < rows; r++) for (let c = 0; c < cols; c++) out[r * count * cols + h * cols + c] = weights[p++];
  return out;
}
