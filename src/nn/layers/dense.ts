import type { Rng } from "../../core/rng";
import { glorotUniform } from "../initialisers";
import type * as tf from "../tfjs";
import { createVariable } from "../variables";
import { fusedDense } from "./fused";

export interface Layer {
  /** Multiply-adds of one image's pass; its gradients take twice as many again. */
  readonly work: number;
  /** By name within the layer. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  apply(x: tf.Tensor): tf.Tensor;
}

/** x [b, inputs] → act(x·W + b) [b, outputs]. Glorot start, zero bias. */
export function dense(inputs: number, outputs: number, activation: "relu" | "linear", rng: Rng): Layer {
  const weights = createVariable(glorotUniform(inputs * outputs, inputs, outputs, rng), [inputs, outputs]);
  const bias = createVariable(new Float32Array(outputs), [outputs]);
  return {
    work: inputs * outputs,
    variables: { weights, bias },
    apply: (x) => fusedDense(x as tf.Tensor2D, weights, bias, activation),
  };
}
