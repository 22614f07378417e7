import * as tf from "../tfjs";
import { wasmBackend } from "./wasm-heap";
import { warpOnHeap } from "./wasm-warp-images";

/**
 * Pictures x [b, h, w, c], each pixel (y, x) read at (y, x) + field[:, y, x] for `field` [b, 2, h, w] in pixels: bilinear, the edge
 * repeated outside. No gradient. On wasm a kernel of its own, since tfjs gathers there one value at a time.
 */
export function warpImages(x: tf.Tensor4D, field: tf.Tensor4D): tf.Tensor4D {
  const wasm = wasmBackend();
  return wasm ? warpOnHeap(wasm, x, field) : tf.tidy(() => warpByGathering(x, field));
}

/** warpImages in operations of tfjs. */
export function warpByGathering(x: tf.Tensor4D, field: tf.Tensor4D): tf.Tensor4D {
  const [count, height, width, channels] = x.shape;
  const moves = (which: number) =>
    tf.reshape(tf.slice(field, [0, which, 0, 0], [count, 1, height, width]), [count, height, width]);
  const sy = tf.clipByValue(tf.add(tf.reshape(tf.range(0, height), [1, height, 1]), moves(0)), 0, height - 1);
  const sx = tf.clipByValue(tf.add(tf.reshape(tf.range(0, width), [1, 1, width]), moves(1)), 0, width - 1);
  const top = tf.floor(sy);
  const left = tf.floor(sx);
  const bottom = tf.minimum(tf.add(top, 1), height - 1);
  const right = tf.minimum(tf.add(left, 1), width - 1);
  const flat = tf.reshape(x, [count * height * width, channels]);
  const starts = Int32Array.from({ length: count }, (_, i) => i * height * width);
  const pictures = tf.tensor3d(starts, [count, 1, 1], "int32");
  const read = (row: tf.Tensor, column: tf.Tensor) => {
    // Floats would not hold every place in a large batch.
    const inPicture = tf.cast(tf.add(tf.mul(row, width), column), "int32");
    return tf.gather(flat, tf.reshape(tf.add(pictures, inPicture), [count * height * width]));
  };
  const share = (part: tf.Tensor) => tf.reshape(part, [count * height * width, 1]);
  const toTheRight = share(tf.sub(sx, left));
  const above = mixed(read(top, left), read(top, right), toTheRight);
  const below = mixed(read(bottom, left), read(bottom, right), toTheRight);
  return tf.reshape(mixed(above, below, share(tf.sub(sy, top))), [count, height, width, channels]);
}

function mixed(a: tf.Tensor, b: tf.Tensor, share: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(a, tf.sub(1, share)), tf.mul(b, share));
}
