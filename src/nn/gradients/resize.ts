import * as tf from "@tensorflow/tfjs-core";

interface Attributes {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** Where an output place `frac` of the way along an input axis takes its value from: places and their weights. */
type Taps = (frac: number, size: number, attributes: Attributes) => readonly (readonly [place: number, weight: number])[];

const nearest: Taps = (frac, size, { alignCorners, halfPixelCenters }) => {
  const at = alignCorners ? Math.round(frac) : Math.floor(halfPixelCenters ? frac + 0.5 : frac);
  return [[Math.max(0, Math.min(size - 1, at)), 1]];
};

const bilinear: Taps = (frac, size) => {
  const at = Math.max(0, Math.min(size - 1, frac));
  const low = Math.floor(at);
  return [
    [low, 1 - (at - low)],
    [Math.min(size - 1, low + 1), at - low],
  ];
};

/**
 * Gradients of resizing images. tfjs's kernels forget `halfPixelCenters` on every backend; those of the cpu backend read another
 * image's gradient in batches above 1, and give images that aren't square a gradient of the wrong shape. There it is taken here:
 * resizing is Y = A·X·Bᵀ for each channel, with a row of weights for each output place, so that ∂L/∂X = Aᵀ·dY·B. Elsewhere
 * tfjs's kernels are right and run as before.
 */
export const resizeGradients: readonly tf.GradConfig[] = [
  mended(tf.ResizeNearestNeighbor, tf.ResizeNearestNeighborGrad, nearest),
  mended(tf.ResizeBilinear, tf.ResizeBilinearGrad, bilinear),
];

function mended(kernelName: string, gradientName: string, taps: Taps): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ["images"],
    gradFunc: (dy, [images], attrs) => {
      const attributes = attrs as unknown as Attributes;
      return {
        images: () => {
          const isRight = tf.getBackend() !== "cpu" && !attributes.halfPixelCenters;
          return isRight
            ? (tf.engine().runKernel(gradientName, { dy: dy as tf.Tensor4D, images }, attrs) as tf.Tensor4D)
            : throughMatrices(dy as tf.Tensor4D, images.shape, attributes, taps);
        },
      };
    },
  };
}

function throughMatrices(dy: tf.Tensor4D, shape: readonly number[], attributes: Attributes, taps: Taps): tf.Tensor4D {
  const [batch, height, width, channels] = shape;
  const [, outHeight, outWidth] = dy.shape;
  const rows = weights(height, outHeight, attributes, taps);
  const cols = weights(width, outWidth, attributes, taps);
  const down = tf.matMul(rows, tf.reshape(dy, [batch, outHeight, outWidth * channels]), true);
  const across = tf.matMul(cols, tf.reshape(down, [batch * height, outWidth, channels]), true);
  return tf.reshape(across, [batch, height, width, channels]);
}

/** How much of each input place is in each output place of one axis: [1, places, size]. */
function weights(size: number, places: number, attributes: Attributes, taps: Taps): tf.Tensor3D {
  const { alignCorners, halfPixelCenters } = attributes;
  const step = alignCorners && places > 1 ? (size - 1) / (places - 1) : size / places;
  const matrix = new Float32Array(places * size);
  for (let i = 0; i < places; i++) {
    const frac = halfPixelCenters ? (i + 0.5) * step - 0.5 : i * step;
    for (const [place, weight] of taps(frac, size, attributes)) matrix[i * size + place] += weight;
  }
  return tf.tensor3d(matrix, [1, places, size]);
}
