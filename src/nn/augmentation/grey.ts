import * as tf from "../tfjs";

/** Brightness of red, green and blue to the eye (ITU-R BT.601, as in torchvision's rgb_to_grayscale). */
export const lumaWeights = [0.299, 0.587, 0.114] as const;

/** Brightness of every pixel: [b, h, w, c] to [b, h, w, 1]. A grey picture is its own. */
export function luma(x: tf.Tensor4D): tf.Tensor4D {
  return x.shape[3] === 1 ? x : tf.sum(tf.mul(x, tf.tensor1d([...lumaWeights])), 3, true);
}

/** Pictures [b, h, w, c] without their colours where `chosen` [b] is 1, as they are where it is 0. */
export function greyed(x: tf.Tensor4D, chosen: Float32Array): tf.Tensor4D {
  if (x.shape[3] === 1) return x;
  const mask = tf.tensor4d(chosen, [chosen.length, 1, 1, 1]);
  return tf.add(tf.mul(x, tf.sub(1, mask)), tf.mul(luma(x), mask));
}
