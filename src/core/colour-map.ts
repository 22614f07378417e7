/** A change of colours that can be undone: an RGB pixel x, as a row, becomes (x − mean) · matrix, cut off at −1 and 1. */
export interface ColourMap {
  /** [3] */
  readonly mean: Float32Array;
  /** [3, 3] row-major */
  readonly matrix: Float32Array;
  /** [3, 3] inverse of `matrix` */
  readonly inverse: Float32Array;
}

/** `pixels` [n, 3], each mapped, into `mapped`. Not for the tight loops of training: those map on the device. */
export function mapColours(
  pixels: Float32Array,
  { mean, matrix }: ColourMap,
  mapped: Float32Array = new Float32Array(pixels.length),
): Float32Array {
  for (let p = 0; p < pixels.length; p += 3) {
    const r = pixels[p] - mean[0];
    const g = pixels[p + 1] - mean[1];
    const b = pixels[p + 2] - mean[2];
    for (let c = 0; c < 3; c++) {
      const value = r * matrix[c] + g * matrix[3 + c] + b * matrix[6 + c];
      mapped[p + c] = Math.min(1, Math.max(-1, value));
    }
  }
  return mapped;
}
