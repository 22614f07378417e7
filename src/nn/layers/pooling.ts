import * as tf from "../tfjs";
import type { Layer } from "./dense";
import type { Padding } from "./fused";

/** Pixels along a side after pooling 2 x 2: an odd side loses its last pixel with "valid" padding, "same" pools it with what there is. */
export function pooledSide(side: number, padding: Padding = "valid"): number {
  return padding === "valid" ? Math.floor(side / 2) : Math.ceil(side / 2);
}

/** x [b, h, w, c] → the largest of every 2 x 2 pixels [b, pooledSide(h), pooledSide(w), c]. */
export function maxPooling(padding: Padding = "valid"): Layer {
  return { work: 0, variables: {}, apply: (x) => tf.maxPool(refusePoint(x, padding), 2, 2, padding) };
}

/** x [b, h, w, c] → the mean of every 2 x 2 pixels, at the edge of those that exist: [b, pooledSide(h), pooledSide(w), c]. */
export function averagePooling(padding: Padding = "valid"): Layer {
  return { work: 0, variables: {}, apply: (x) => tf.avgPool(refusePoint(x, padding), 2, 2, padding) };
}

function refusePoint(x: tf.Tensor, padding: Padding): tf.Tensor4D {
  const [, height, width] = x.shape;
  if (padding === "valid" && Math.min(height ?? 0, width ?? 0) < 2) {
    throw new Error(
      `pictures of ${height} x ${width} can't be pooled 2 x 2 without padding: use "same" padding or fewer poolings.`,
    );
  }
  return x as tf.Tensor4D;
}
