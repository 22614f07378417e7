import type { Matrix } from "../../core/matrix";
import { logSoftAssignment } from "../../nn/kernels/log-soft-assignment";
import * as tf from "../../nn/tfjs";
import { withoutGradient } from "../../nn/without-gradient";
import { hardAssignment } from "./target-distribution";

export type Sharpening = "none" | "target" | "hard" | "easy";

/** Share of the images that "easy" draws at the beginning. */
const firstShare = 0.5;

/** What the weights of a batch need to know of the whole set. */
export interface WeightRule {
  readonly sharpening: Sharpening;
  /** [k] soft sizes Σ_i q_ij. */
  readonly sizes: Float32Array;
  /** Least confidence of an image that is drawn: 0 draws all. */
  readonly threshold: number;
}

/** The rule for soft assignments q [n, k] of the whole set, `progress` of 1 through the stage. */
export function weightRule(q: Matrix, sharpening: Sharpening, progress: number): WeightRule {
  const sizes = new Float32Array(q.cols).fill(1e-8);
  for (let p = 0; p < q.data.length; p++) sizes[p % q.cols] += q.data[p];
  if (sharpening !== "easy") return { sharpening, sizes, threshold: 0 };
  const left = Math.floor((1 - firstShare) * (1 - Math.min(1, progress)) * q.rows);
  const { confidence } = hardAssignment(q);
  return { sharpening, sizes, threshold: left === 0 ? 0 : confidence.sort()[left] };
}

/**
 * How strongly each centre [k, d] draws each code z [b, d]: [b, k], without a gradient. By the Student-t assignment q (Xing 2023, eq. 3.3): q
 * itself, q² divided by the clusters' sizes and brought to rows of 1, or 1 at the likeliest where that is likely enough.
 */
export function centreWeights(z: tf.Tensor2D, centres: tf.Tensor2D, alpha: number, rule: WeightRule): tf.Tensor2D {
  return withoutGradient(() =>
    tf.tidy(() => {
      const q = tf.exp(logSoftAssignment(z, centres, alpha)) as tf.Tensor2D;
      if (rule.sharpening === "none") return q;
      if (rule.sharpening === "target") {
        const squares = tf.div(tf.square(q), tf.tensor1d(rule.sizes.slice()));
        return tf.div(squares, tf.sum(squares, 1, true)) as tf.Tensor2D;
      }
      const nearest = tf.cast(tf.oneHot(tf.argMax(q, 1), q.shape[1]), "float32");
      const drawn = tf.cast(tf.greaterEqual(tf.max(q, 1, true), rule.threshold), "float32");
      return tf.mul(nearest, drawn) as tf.Tensor2D;
    }),
  );
}
