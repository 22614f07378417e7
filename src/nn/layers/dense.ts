import type { Rng } from "../../core/rng";
import type { Coder } from "../encoders/coder";
import { glorotUniform } from "../initialisers";
import type * as tf from "../tfjs";
import { createVariable } from "../variables";
import { fusedDense } from "./fused";

/** One layer; work, variables and statistics as of a Coder, by their names within the layer. */
export type Layer = Coder;

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
