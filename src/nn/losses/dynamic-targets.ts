import { logSoftAssignment } from "../kernels/log-soft-assignment";
import { meanSquaredError } from "../kernels/mean-squared-error";
import * as tf from "../tfjs";
import { withoutGradient } from "../without-gradient";

/** What DynAE decides a picture's target by: centres in the codes' space, what the decoder makes of them, and the thresholds. */
export interface DynamicCentres {
  /** [k, d] */
  readonly codes: tf.Tensor2D;
  /** [k, h, w, c] */
  readonly pictures: tf.Tensor4D;
  /** A picture is beyond conflict when its likeliest cluster has more than β₁ … */
  readonly beta1: number;
  /** … and more than β₂ above the second likeliest. */
  readonly beta2: number;
}

export interface DynamicTargets {
  /** [b, d]: the own centre, or the code itself for a conflicted picture. */
  readonly codes: tf.Tensor2D;
  /** [b, h, w, c]: the own centre decoded, or the picture itself. */
  readonly pictures: tf.Tensor4D;
  /** [b]: 1 beyond conflict, 0 conflicted. */
  readonly unconflicted: tf.Tensor1D;
}

/**
 * What each picture is to become (Mrabah et al. 2020, eq. 6 to 9, and their code): centre and decoded centre where the Student-t soft
 * assignment of its code is beyond conflict, else its own code and itself. codes [b, d] of pictures [b, h, w, c]. No gradient.
 */
export function dynamicTargets(codes: tf.Tensor2D, pictures: tf.Tensor4D, centres: DynamicCentres): DynamicTargets {
  const [b, k] = [codes.shape[0], centres.codes.shape[0]];
  const cut = <T extends tf.Tensor>(f: () => tf.Tensor): T => withoutGradient(() => tf.tidy(f)) as T;
  const q = cut<tf.Tensor2D>(() => tf.exp(logSoftAssignment(codes, centres.codes, 1)));
  const own = cut<tf.Tensor2D>(() => tf.cast(tf.oneHot(tf.argMax(q, 1), k), "float32"));
  const unconflicted = cut<tf.Tensor1D>(() => {
    const first = tf.max(q, 1);
    const second = tf.max(tf.mul(q, tf.sub(1, own)), 1);
    return tf.cast(tf.logicalAnd(tf.greater(first, centres.beta1), tf.greater(tf.sub(first, second), centres.beta2)), "float32");
  });
  const blend = <T extends tf.Tensor>(mine: T, ofCentres: tf.Tensor): T =>
    cut<T>(() => {
      const rows = tf.reshape(mine, [b, -1]);
      const taken = tf.matMul(own, tf.reshape(ofCentres, [k, -1]));
      const share = tf.expandDims(unconflicted, 1);
      return tf.reshape(tf.add(tf.mul(taken, share), tf.mul(rows, tf.sub(1, share))), mine.shape);
    });
  return { codes: blend(codes, centres.codes), pictures: blend(pictures, centres.pictures), unconflicted };
}

/** DynAE's two terms, means over every value: of the codes [b, d] and of the redrawn pictures [b, h, w, c] from their targets. */
export function dynamicErrors(
  codes: tf.Tensor2D,
  redrawn: tf.Tensor4D,
  targets: DynamicTargets,
): { readonly latent: tf.Scalar; readonly pictures: tf.Scalar } {
  return { latent: meanSquaredError(targets.codes, codes), pictures: meanSquaredError(targets.pictures, redrawn) };
}
