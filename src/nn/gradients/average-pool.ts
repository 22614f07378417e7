import * as tf from "@tensorflow/tfjs-core";

interface Attributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
}

/**
 * Gradient of average pooling. The forward pass divides by the pixels of a window that lie in the image, tfjs's gradient by the
 * size of the whole window, which is too little at a padded edge, on every backend. Here dy is enlarged by the ratio of the two
 * before tfjs's kernel sees it.
 */
export const averagePoolGradient: tf.GradConfig = {
  kernelName: tf.AvgPool,
  inputsToSave: ["x"],
  gradFunc: (dy, [x], attrs) => {
    const { filterSize, strides, pad } = attrs as unknown as Attributes;
    return {
      x: () => {
        const slopes = dy as tf.Tensor4D;
        const scaled =
          pad === "valid" || pad === 0 ? slopes : tf.mul(slopes, coverage(x as tf.Tensor4D, filterSize, strides, pad));
        const call = { inputs: { dy: scaled, input: x }, attrs: { filterSize, strides, pad } };
        return tf.engine().runKernel(tf.AvgPoolGrad, call.inputs, call.attrs) as tf.Tensor4D;
      },
    };
  },
};

/** Pixels of a window over those of them that lie in the image, for every output position: [1, outHeight, outWidth, 1]. */
function coverage(x: tf.Tensor4D, filterSize: Attributes["filterSize"], strides: Attributes["strides"], pad: Attributes["pad"]) {
  const g = tf.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad);
  const ratio = (size: number, filter: number, stride: number, before: number, places: number) =>
    Array.from({ length: places }, (_, i) => {
      const first = i * stride - before;
      return filter / (Math.min(size, first + filter) - Math.max(0, first));
    });
  const rows = ratio(g.inHeight, g.filterHeight, g.strideHeight, g.padInfo.top, g.outHeight);
  const cols = ratio(g.inWidth, g.filterWidth, g.strideWidth, g.padInfo.left, g.outWidth);
  return tf.tensor4d(Float32Array.from(rows.flatMap((row) => cols.map((col) => row * col))), [1, g.outHeight, g.outWidth, 1]);
}
