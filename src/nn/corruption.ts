import type { Rng } from "../core/rng";
import * as tf from "./tfjs";

/** x with each value set to 0 with probability `share` (Vincent et al. 2010, section 3.3). Draws one number a value. */
export function maskingNoise<X extends tf.Tensor>(x: X, share: number, rng: Rng): X {
  return share > 0 ? tf.tidy(() => tf.mul(x, maskOf(x, share, 1, rng))) : x;
}

/** x plus Gaussian noise of standard deviation `deviation`. */
export function gaussianNoise<X extends tf.Tensor>(x: X, deviation: number, rng: Rng): X {
  if (deviation <= 0) return x;
  return tf.tidy(() => {
    const noise = Float32Array.from({ length: x.size }, () => deviation * rng.normal());
    return tf.add(x, tf.tensor(noise, x.shape));
  });
}

/** maskingNoise that divides what it leaves by 1 - rate, so that the mean stays (Srivastava et al. 2014, "inverted" dropout). */
export function dropout<X extends tf.Tensor>(x: X, rate: number, rng: Rng): X {
  return rate > 0 ? tf.tidy(() => tf.mul(x, maskOf(x, rate, 1 / (1 - rate), rng))) : x;
}

/** 0 with probability `share`, else `kept`; in the shape of x. */
function maskOf(x: tf.Tensor, share: number, kept: number, rng: Rng): tf.Tensor {
  const bound = share * 2 ** 32;
  const mask = Float32Array.from({ length: x.size }, () => (rng.uint32() < bound ? 0 : kept));
  return tf.tensor(mask, x.shape);
}
