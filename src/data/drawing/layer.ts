/** One grey layer, row-major [height, width], values in [0, 1]; pixel (i, j) covers [j, j + 1] by [i, i + 1]. */
export interface Layer {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

export function emptyLayer(width: number, height: number): Layer {
  return { width, height, values: new Float32Array(width * height) };
}
