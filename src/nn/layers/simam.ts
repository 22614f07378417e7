import * as tf from "../tfjs";
import type { Layer } from "./dense";

export interface SimamOptions {
  /** λ, added to the variance. */
  readonly lambda?: number;
}

/**
 * SimAM, attention without parameters (Yang et al. 2021, eq. 5 and figure 3): x [b, h, w, c] → x · σ(d² / (4 (v + λ)) + ½) in
 * the shape of x, with d = x − mean and v = Σ d² / (hw − 1) over the pixels of each image and channel. The exponent is the
 * inverse of the least energy of MFVC's eq. 2. Where there is one pixel there is nothing to attend to: x comes back as it is.
 */
export function simam({ lambda = 1e-4 }: SimamOptions = {}): Layer {
  return { work: 0, variables: {}, apply: (x) => attend(x as tf.Tensor4D, lambda) };
}

function attend(x: tf.Tensor4D, lambda: number): tf.Tensor {
  const [batch, height, width, channels] = x.shape;
  if (height * width === 1) return x;
  const pixels = tf.reshape(x, [batch, height * width, channels]);
  return tf.reshape(attendRows(pixels, lambda), x.shape);
}

/** The same for x [b, pixels, c], with a gradient of its own: tape and memory of the plain operations are several times as long. */
function attendRows(x: tf.Tensor, lambda: number): tf.Tensor {
  const freedom = Math.max(1, (x.shape[1] ?? 1) - 1);
  const attended = tf.customGrad((...given) => {
    const [values] = given as unknown as tf.Tensor[];
    const save = given[1] as unknown as tf.GradSaveFunc;
    const distance = tf.sub(values, tf.mean(values, 1, true));
    const squared = tf.square(distance);
    const variance = tf.div(tf.sum(squared, 1, true), freedom);
    // c = 1 / (4 (v + λ)), [b, 1, c]
    const sharpness = tf.div(0.25, tf.add(variance, lambda));
    const gate = tf.sigmoid(tf.add(tf.mul(squared, sharpness), 0.5));
    save([values, distance, squared, sharpness, gate]);
    return { value: tf.mul(values, gate), gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradient(dy, saved, freedom) };
  });
  return attended(x);
}

/**
 * With g = dy, gate s and u = g x s (1 − s), the gradient at the exponent e = c d² + ½: v takes −4 c² Σ u d² from all
 * pixels, so that d's is 2 c d (u − 4 c / (hw − 1) · Σ u d²), and x's is g s + that, less its mean over the pixels.
 */
function gradient(dy: tf.Tensor, [x, distance, squared, sharpness, gate]: tf.Tensor[], freedom: number): tf.Tensor {
  const direct = tf.mul(dy, gate);
  const slope = tf.mul(tf.mul(direct, x), tf.sub(1, gate));
  const shared = tf.sum(tf.mul(slope, squared), 1, true);
  const ofVariance = tf.mul(shared, tf.mul(sharpness, 4 / freedom));
  const ofDistance = tf.mul(tf.mul(tf.sub(slope, ofVariance), distance), tf.mul(sharpness, 2));
  return tf.add(direct, tf.sub(ofDistance, tf.mean(ofDistance, 1, true)));
}
