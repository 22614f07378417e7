import * as tf from "../tfjs";

/**
 * Gives stock wasm the one kernel whose absence keeps it from training a convolution, made of its own kernels and nothing of
 * ours: the pixels under each place of the filter (strided slices of the padded images) side by side, transposed, times `dy`.
 * The transpose is made apart, since stock products are slow with a transposed side. NHWC, dilation 1.
 */
export function addStockFilterGradient(): void {
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) => {
      // A kernel is handed tensors, under a narrower type.
      const { x, dy } = inputs as unknown as { x: tf.Tensor4D; dy: tf.Tensor4D };
      return tf.tidy(() => filterGradient(x, dy, attrs as unknown as FilterGradientAttributes));
    },
  });
}

export interface FilterGradientAttributes {
  readonly filterShape: [number, number, number, number];
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number;
}

/** ∂L/∂filter [fh, fw, in, out] from x [b, h, w, in] and dy = ∂L/∂y [b, oh, ow, out]. Call within tidy. */
export function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  { filterShape, strides, pad }: FilterGradientAttributes,
): tf.Tensor {
  const g = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad);
  const { top, bottom, left, right } = g.padInfo;
  const padded = tf.pad(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  const under: tf.Tensor[] = [];
  for (let fy = 0; fy < g.filterHeight; fy++) {
    for (let fx = 0; fx < g.filterWidth; fx++) {
      const end = [fy + (g.outHeight - 1) * g.strideHeight + 1, fx + (g.outWidth - 1) * g.strideWidth + 1];
      const stop = [g.batchSize, ...end, g.inChannels];
      under.push(tf.stridedSlice(padded, [0, fy, fx, 0], stop, [1, g.strideHeight, g.strideWidth, 1]));
    }
  }
  const patches = tf.reshape(tf.concat(under, 3), [g.batchSize * g.outHeight * g.outWidth, -1]);
  return tf.reshape(tf.matMul(tf.transpose(patches), tf.reshape(dy, [-1, g.outChannels])), filterShape);
}
