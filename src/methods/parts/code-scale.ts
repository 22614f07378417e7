import type { Matrix } from "../../core/matrix";
import * as tf from "../../nn/tfjs";
import { createVariable } from "../../nn/variables";
import { columnScales } from "./standard-columns";

/** Brings codes to the scale on which heads learn well: that of the codes at the start, held while the network moves them. */
export class CodeScale {
  /** Saved with the run and not trained. */
  readonly variables: Readonly<Record<"scale/means" | "scale/factors", tf.Variable>>;

  constructor(codeSize: number) {
    this.variables = {
      "scale/means": createVariable(new Float32Array(codeSize), [codeSize], false),
      "scale/factors": createVariable(new Float32Array(codeSize).fill(1), [codeSize], false),
    };
  }

  /** From now on each column of `codes` [n, d] has mean 0 and standard deviation 1. */
  set(codes: Matrix): void {
    const { means, factors } = columnScales(codes);
    tf.tidy(() => {
      this.variables["scale/means"].assign(tf.tensor1d(Float32Array.from(means)));
      this.variables["scale/factors"].assign(tf.tensor1d(Float32Array.from(factors)));
    });
  }

  /** [b, d] → [b, d] */
  apply(codes: tf.Tensor): tf.Tensor2D {
    return tf.mul(tf.sub(codes, this.variables["scale/means"]), this.variables["scale/factors"]) as tf.Tensor2D;
  }
}
