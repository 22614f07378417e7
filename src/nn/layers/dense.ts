import type { Rng } from "../../core/rng";
import { glorotUniform } from "../initialisers";
import * as tf from "../tfjs";
import { createVariable } from "../variables";

export interface Layer {
  /** By name within the layer. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  apply(x: tf.Tensor): tf.Tensor;
}

/** x [b, inputs] → act(x·W + b) [b, outputs]. Glorot start, zero bias. */
export function dense(inputs: number, outputs: number, activation: "relu" | "linear", rng: Rng): Layer {
  const weights = createVariable(glorotUniform(inputs * outputs, inputs, outputs, rng), [inputs, outputs]);
  const bias = createVariable(new Float32Array(outputs), [outputs]);
  return {
    variables: { weights, bias },
    apply(x) {
      const y = tf.add(tf.matMul(x as tf.Tensor2D, weights as unknown as tf.Tensor2D), bias);
      return activation === "relu" ? tf.relu(y) : y;
    },
  };
}
